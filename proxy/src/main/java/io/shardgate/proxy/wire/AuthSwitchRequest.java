package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A server's wish to authenticate the client by another plug-in than the one it answered with. */
public record AuthSwitchRequest(String plugin, AuthData nonce) {

    public static final int HEADER = 0xFE;

    /** Reads a whole payload, header included. Borrows the buffer. */
    public static AuthSwitchRequest read(ByteBuf payload) {
        PacketReader reader = new PacketReader(payload);
        reader.int1();
        String plugin = reader.nulString();
        byte[] data = reader.eofBytes();
        // The challenge of both common plug-ins is closed with a NUL that is no part of it.
        boolean closed = data.length > 0 && data[data.length - 1] == 0;
        return new AuthSwitchRequest(plugin, AuthData.of(closed ? Arrays.copyOf(data, data.length - 1) : data));
    }

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        out.start(sequence)
                .int1(HEADER)
                .nulString(plugin)
                .bytes(nonce.bytes())
                .int1(0)
                .finish();
    }
}
