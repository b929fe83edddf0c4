package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters that COM_STMT_EXECUTE binds.
 *
 * <p>Borrows the buffer; the values are copies.
 */
public final class StatementParameters {

    /** One bound value. Immutable. */
    public static final class Value {

        private final ColumnType type;
        private final boolean unsigned;
        private final byte @Nullable [] text;

        private Value(ColumnType type, boolean unsigned, byte @Nullable [] text) {
            this.type = type;
            this.unsigned = unsigned;
            this.text = text;
        }

        public ColumnType type() {
            return type;
        }

        public boolean unsigned() {
            return unsigned;
        }

        /** The value as a server would print it in the text protocol; null for NULL. Not to be changed. */
        public byte @Nullable [] text() {
            return text;
        }
    }

    private static final int UNSIGNED = 0x80;

    private StatementParameters() {}

    /**
     * Reads the values behind the types.
     *
     * @param in stands at the first value
     * @param types two bytes for each parameter, as the client bound them
     * @param nulls the NULL bitmap
     * @param longData what COM_STMT_SEND_LONG_DATA sent for a parameter, null where nothing came
     */
    public static List<Value> read(ByteBuf in, byte[] types, byte[] nulls, IntFunction<byte @Nullable []> longData) {
        PacketReader reader = new PacketReader(in);
        var values = new ArrayList<Value>();
        for (int i = 0; i < types.length / 2; i++) {
            ColumnType type = ColumnType.of(types[2 * i] & 0xFF);
            boolean unsigned = (types[2 * i + 1] & UNSIGNED) != 0;
            byte @Nullable [] sent = longData.apply(i);
            if (sent != null) {
                values.add(new Value(type, unsigned, sent));
            } else if ((nulls[i / 8] & (1 << (i % 8))) != 0 || type == ColumnType.NULL) {
                values.add(new Value(type, unsigned, null));
            } else {
                values.add(new Value(type, unsigned, value(reader, type, unsigned)));
            }
        }
        return values;
    }

    private static byte[] value(PacketReader in, ColumnType type, boolean unsigned) {
        return switch (type) {
            case TINY -> {
                int value = in.int1();
                yield ascii(Integer.toString(unsigned ? value : (byte) value));
            }
            case SHORT, YEAR -> {
                int value = in.int2();
                yield ascii(Integer.toString(unsigned ? value : (short) value));
            }
            case LONG, INT24 -> {
                int value = in.int4();
                yield ascii(unsigned ? Integer.toUnsignedString(value) : Integer.toString(value));
            }
            case LONGLONG -> {
                long value = in.int8();
                yield ascii(unsigned ? Long.toUnsignedString(value) : Long.toString(value));
            }
            case FLOAT -> ascii(Float.toString(Float.intBitsToFloat(in.int4())));
            case DOUBLE -> ascii(Double.toString(Double.longBitsToDouble(in.int8())));
            case DATE, DATETIME, TIMESTAMP -> ascii(dateTime(in, type));
            case TIME -> ascii(time(in));
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
                    GEOMETRY -> in.lenencBytes();
        };
    }

    private static String dateTime(PacketReader in, ColumnType type) {
        int length = in.int1();
        int year = length >= 4 ? in.int2() : 0;
        int month = length >= 4 ? in.int1() : 0;
        int day = length >= 4 ? in.int1() : 0;
        String date = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
        if (type == ColumnType.DATE && length <= 4) {
            return date;
        }
        int hour = length >= 7 ? in.int1() : 0;
        int minute = length >= 7 ? in.int1() : 0;
        int second = length >= 7 ? in.int1() : 0;
        String time = String.format(Locale.ROOT, "%02d:%02d:%02d", hour, minute, second);
        return date + " " + time + (length >= 11 ? fraction(in.int4()) : "");
    }

    private static String time(PacketReader in) {
        int length = in.int1();
        if (length == 0) {
            return "00:00:00";
        }
        String sign = in.int1() == 0 ? "" : "-";
        long days = Integer.toUnsignedLong(in.int4());
        int hour = in.int1();
        int minute = in.int1();
        int second = in.int1();
        String time = String.format(Locale.ROOT, "%02d:%02d:%02d", days * 24 + hour, minute, second);
        return sign + time + (length >= 12 ? fraction(in.int4()) : "");
    }

    private static String fraction(int micros) {
        return String.format(Locale.ROOT, ".%06d", micros);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
