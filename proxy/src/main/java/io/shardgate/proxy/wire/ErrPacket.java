package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;

/** The failure of a command, ours or a MySQL server's. */
public record ErrPacket(int errno, String sqlState, String message) {

    public static final int HEADER = 0xFF;

    private static final String GENERAL_STATE = "HY000";

    public static ErrPacket of(SqlErrorException exception) {
        return new ErrPacket(exception.errno(), exception.sqlState(), exception.getMessage());
    }

    /**
     * Reads a whole payload, header included. Borrows the buffer.
     *
     * <p>A server that refuses a connection before its greeting sends no state.
     */
    public static ErrPacket read(ByteBuf payload) {
        PacketReader reader = new PacketReader(payload);
        reader.int1();
        int errno = reader.int2();
        if (reader.remaining() >= 6 && payload.getByte(payload.readerIndex()) == '#') {
            reader.int1();
            String state = new String(reader.bytes(5), StandardCharsets.US_ASCII);
            return new ErrPacket(errno, state, reader.eofString());
        }
        return new ErrPacket(errno, GENERAL_STATE, reader.eofString());
    }

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence, Capabilities capabilities) {
        out.start(sequence).int1(HEADER).int2(errno);
        if (capabilities.has(Capabilities.PROTOCOL_41)) {
            out.int1('#').eofString(sqlState);
        }
        out.eofString(message);
        out.finish();
    }
}
