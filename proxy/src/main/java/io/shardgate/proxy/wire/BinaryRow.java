package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of the binary protocol, which answers prepared statements, out of values in the text protocol's form.
 *
 * <p>Borrows all buffers.
 */
public final class BinaryRow {

    private static final int HEADER = 0x00;
    private static final int NULL_BITMAP_OFFSET = 2;

    private BinaryRow() {}

    /**
     * Writes one row's payload.
     *
     * @param values each value's text as a server would send it, null for NULL
     */
    public static void write(PacketWriter out, List<ColumnDefinition> columns, byte[] @Nullable [] values) {
        ByteBuf buffer = out.buffer();
        out.int1(HEADER);
        int bitmap = buffer.writerIndex();
        out.zeros((columns.size() + NULL_BITMAP_OFFSET + 7) / 8);
        for (int i = 0; i < columns.size(); i++) {
            byte[] value = values[i];
            if (value == null) {
                int bit = i + NULL_BITMAP_OFFSET;
                int at = bitmap + bit / 8;
                buffer.setByte(at, buffer.getByte(at) | (1 << (bit % 8)));
            } else {
                value(out, columns.get(i).type(), value);
            }
        }
    }

    private static void value(PacketWriter out, ColumnType type, byte[] value) {
        switch (type) {
            case TINY -> out.int1((int) integer(value));
            case SHORT, YEAR -> out.int2((int) integer(value));
            case LONG, INT24 -> out.int4((int) integer(value));
            case LONGLONG -> out.buffer().writeLongLE(integer(value));
            case FLOAT -> out.buffer().writeFloatLE(Float.parseFloat(text(value)));
            case DOUBLE -> out.buffer().writeDoubleLE(Double.parseDouble(text(value)));
            case DATE, DATETIME, TIMESTAMP -> dateTime(out, text(value), type);
            case TIME -> time(out, text(value));
            case DECIMAL,
                    NULL,
                    VARCHAR,
                    BIT,
                    JSON,
                    NEWDECIMAL,
                    ENUM,
                    SET,
                    TINY_BLOB,
                    MEDIUM_BLOB,
                    LONG_BLOB,
                    BLOB,
                    VAR_STRING,
                    STRING,
                    GEOMETRY -> out.lenencBytes(value);
        }
    }

    /** A signed or an unsigned integer; both have the same bits. */
    private static long integer(byte[] value) {
        String digits = text(value);
        return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII);
    }

    /** {@code YYYY-MM-DD[ hh:mm:ss[.ffffff]]}; trailing parts that are zero are left out. */
    private static void dateTime(PacketWriter out, String text, ColumnType type) {
        int year = Integer.parseInt(text.substring(0, 4));
        int month = Integer.parseInt(text.substring(5, 7));
        int day = Integer.parseInt(text.substring(8, 10));
        int hour = 0;
        int minute = 0;
        int second = 0;
        int micros = 0;
        if (text.length() > 10 && type != ColumnType.DATE) {
            hour = Integer.parseInt(text.substring(11, 13));
            minute = Integer.parseInt(text.substring(14, 16));
            second = Integer.parseInt(text.substring(17, 19));
            micros = micros(text, 19);
        }
        boolean hasTime = (hour | minute | second | micros) != 0;
        boolean hasDate = (year | month | day) != 0;
        int length = micros != 0 ? 11 : hasTime ? 7 : hasDate ? 4 : 0;
        out.int1(length);
        if (length >= 4) {
            out.int2(year).int1(month).int1(day);
        }
        if (length >= 7) {
            out.int1(hour).int1(minute).int1(second);
        }
        if (length == 11) {
            out.int4(micros);
        }
    }

    /** {@code [-]hhh:mm:ss[.ffffff]}. */
    private static void time(PacketWriter out, String text) {
        boolean negative = text.startsWith("-");
        String magnitude = negative ? text.substring(1) : text;
        int colon = magnitude.indexOf(':');
        int hours = Integer.parseInt(magnitude.substring(0, colon));
        int minute = Integer.parseInt(magnitude.substring(colon + 1, colon + 3));
        int second = Integer.parseInt(magnitude.substring(colon + 4, colon + 6));
        int micros = micros(magnitude, colon + 6);
        if ((hours | minute | second | micros) == 0) {
            out.int1(0);
            return;
        }
        out.int1(micros == 0 ? 8 : 12)
                .int1(negative ? 1 : 0)
                .int4(hours / 24)
                .int1(hours % 24)
                .int1(minute)
                .int1(second);
        if (micros != 0) {
            out.int4(micros);
        }
    }

    /** The fraction that starts with a point here, in microseconds; zero if there is none. */
    private static int micros(String text, int point) {
        if (text.length() <= point + 1) {
            return 0;
        }
        String digits = text.substring(point + 1);
        return Integer.parseInt((digits + "000000").substring(0, 6));
    }
}
