package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The payload of COM_STMT_EXECUTE, in its parts, so that it can be sent on for another statement id.
 *
 * <p>A client sends the parameters' types with its first execution and may leave them out afterwards; a server that has
 * not seen that first one needs them.
 */
public final class StatementExecute {

    private static final int ITERATIONS = 1;

    private final byte[] nulls;
    private final byte[] types;
    private final byte[] values;

    private StatementExecute(byte[] nulls, byte[] types, byte[] values) {
        this.nulls = nulls;
        this.types = types;
        this.values = values;
    }

    /** The statement id of a payload whose command byte has been read. Borrows the buffer and does not move it. */
    public static int statementId(ByteBuf payload) {
        if (payload.readableBytes() < Integer.BYTES) {
            throw new MalformedPacketException("a statement command without a statement id");
        }
        return payload.getIntLE(payload.readerIndex());
    }

    /**
     * Reads a payload whose command byte has been read. Borrows the buffer.
     *
     * @param knownTypes the types of the client's execution before, empty if there was none
     */
    public static StatementExecute read(ByteBuf payload, int parameters, byte[] knownTypes) {
        PacketReader in = new PacketReader(payload);
        in.int4();
        // The cursor flags: no cursor is opened, and the client learns that from the status of the answer.
        in.int1();
        in.int4();
        if (parameters == 0) {
            return new StatementExecute(new byte[0], new byte[0], new byte[0]);
        }
        byte[] nulls = in.bytes((parameters + 7) / 8);
        boolean typesFollow = in.int1() == 1;
        byte[] types = typesFollow ? in.bytes(2 * parameters) : known(knownTypes, parameters);
        if (types.length != 2 * parameters) {
            throw new MalformedPacketException("an execution without the types of its parameters");
        }
        return new StatementExecute(nulls, types, in.eofBytes());
    }

    /** A driver that has only ever bound NULLs may have sent no types at all. */
    private static byte[] known(byte[] types, int parameters) {
        if (types.length > 0) {
            return types;
        }
        byte[] allNull = new byte[2 * parameters];
        for (int i = 0; i < parameters; i++) {
            allNull[2 * i] = (byte) ColumnType.NULL.code();
        }
        return allNull;
    }

    public byte[] nulls() {
        return nulls;
    }

    /** Two bytes for each parameter. */
    public byte[] types() {
        return types;
    }

    /** The values of the parameters that are neither NULL nor long data, one behind the other. */
    public byte[] values() {
        return values;
    }

    /** The length of the payload that {@link #write} makes, at most. */
    public int maxLength() {
        return 16 + nulls.length + types.length + values.length;
    }

    /**
     * Writes the command for a server's statement, without packet header. Borrows the buffer.
     *
     * @param boundTypes the types that the server has from an execution before; sent again only if they differ
     */
    public void write(ByteBuf out, int statementId, byte[] boundTypes) {
        out.writeByte(Command.STMT_EXECUTE).writeIntLE(statementId).writeByte(0).writeIntLE(ITERATIONS);
        if (types.length == 0) {
            return;
        }
        out.writeBytes(nulls);
        if (Arrays.equals(types, boundTypes)) {
            out.writeByte(0);
        } else {
            out.writeByte(1).writeBytes(types);
        }
        out.writeBytes(values);
    }
}
