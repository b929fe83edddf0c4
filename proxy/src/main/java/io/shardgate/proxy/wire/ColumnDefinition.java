package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * A column of a result set, as its metadata packet describes it.
 *
 * @param length the display length in bytes
 * @param flags the column flags of the protocol, NOT_NULL and so on
 */
public record ColumnDefinition(
        String schema,
        String table,
        String originalTable,
        String name,
        String originalName,
        int collation,
        long length,
        ColumnType type,
        int flags,
        int decimals) {

    public static final int FLAG_NOT_NULL = 1;
    public static final int FLAG_UNSIGNED = 1 << 5;
    public static final int FLAG_BINARY = 1 << 7;
    public static final int FLAG_ENUM = 1 << 8;
    public static final int FLAG_SET = 1 << 11;

    private static final int FIXED_FIELDS = 0x0C;
    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int BINARY = 63;

    /** A text column of an answer that the proxy gives itself. */
    public static ColumnDefinition text(String name) {
        return new ColumnDefinition("", "", "", name, "", UTF8MB4_GENERAL_CI, 1024, ColumnType.VAR_STRING, 0, 31);
    }

    /** A text column, never NULL, of an answer that the proxy gives itself; the length is in characters. */
    public static ColumnDefinition text(String name, int characters) {
        return new ColumnDefinition(
                "", "", "", name, "", UTF8MB4_GENERAL_CI, 4L * characters, ColumnType.VAR_STRING, FLAG_NOT_NULL, 31);
    }

    /** A column of 32 bits, never NULL, of an answer that the proxy gives itself. */
    public static ColumnDefinition unsignedInt(String name) {
        int flags = FLAG_NOT_NULL | FLAG_UNSIGNED | FLAG_BINARY;
        return new ColumnDefinition("", "", "", name, "", BINARY, 10, ColumnType.LONG, flags, 0);
    }

    /** An integer column of an answer that the proxy gives itself. */
    public static ColumnDefinition integer(String name) {
        int flags = FLAG_NOT_NULL | FLAG_BINARY;
        return new ColumnDefinition("", "", "", name, "", BINARY, 21, ColumnType.LONGLONG, flags, 0);
    }

    /** Reads a whole payload. Borrows the buffer. */
    public static ColumnDefinition read(ByteBuf payload) {
        PacketReader reader = new PacketReader(payload);
        reader.lenencBytes();
        String schema = reader.lenencString();
        String table = reader.lenencString();
        String originalTable = reader.lenencString();
        String name = reader.lenencString();
        String originalName = reader.lenencString();
        reader.lenencInt();
        int collation = reader.int2();
        long length = Integer.toUnsignedLong(reader.int4());
        ColumnType type = ColumnType.of(reader.int1());
        int flags = reader.int2();
        int decimals = reader.int1();
        return new ColumnDefinition(
                schema, table, originalTable, name, originalName, collation, length, type, flags, decimals);
    }

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        out.start(sequence)
                .lenencString("def")
                .lenencString(schema)
                .lenencString(table)
                .lenencString(originalTable)
                .lenencString(name)
                .lenencString(originalName)
                .lenencInt(FIXED_FIELDS)
                .int2(collation)
                .int4((int) length)
                .int1(type.code())
                .int2(flags)
                .int1(decimals)
                .int2(0);
        out.finish();
    }

    public boolean unsigned() {
        return (flags & FLAG_UNSIGNED) != 0;
    }
}
