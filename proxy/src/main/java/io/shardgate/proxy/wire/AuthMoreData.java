package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;

/** A server's further message within an authentication plug-in's exchange. */
public record AuthMoreData(AuthData data) {

    public static final int HEADER = 0x01;

    /** Reads a whole payload, header included. Borrows the buffer. */
    public static AuthMoreData read(ByteBuf payload) {
        PacketReader reader = new PacketReader(payload);
        reader.int1();
        return new AuthMoreData(AuthData.of(reader.eofBytes()));
    }

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        out.start(sequence).int1(HEADER).bytes(data.bytes()).finish();
    }
}
