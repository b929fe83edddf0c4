package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.SortKey;
import io.shardgate.proxy.wire.ColumnDefinition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The order in which MySQL sorts the values of a column, for values in the text protocol's form.
 *
 * <p>NULL comes first. Strings are compared by their bytes, which is right for binary strings and for weight strings
 * only; the planner asks MySQL for weight strings where a collation decides.
 */
final class ValueOrder {

    private static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;
    private static final Comparator<byte[]> INTEGERS = ValueOrder::compareIntegers;
    private static final Comparator<byte[]> DECIMALS = Comparator.comparing(value -> new BigDecimal(text(value)));
    private static final Comparator<byte[]> DOUBLES =
            Comparator.comparingDouble(value -> Double.parseDouble(text(value)));
    private static final Comparator<byte[]> TIMES = Comparator.comparingLong(ValueOrder::micros);

    private ValueOrder() {}

    /** The order of a key, NULL first, or last when it descends. */
    static Comparator<byte @Nullable []> of(SortKey key, ColumnDefinition column) {
        Comparator<byte[]> values = key.comparison() instanceof SortKey.ByWeight weight
                ? byWeight(HexFormat.of().parseHex(weight.padHex()))
                : natively(column);
        Comparator<byte @Nullable []> order = Comparator.nullsFirst(values);
        return key.descending() ? order.reversed() : order;
    }

    /** The shorter weight string is continued with the pad, as MySQL continues the string with spaces. */
    private static Comparator<byte[]> byWeight(byte[] pad) {
        if (pad.length == 0) {
            return BYTES;
        }
        return (a, b) -> {
            int common = Math.min(a.length, b.length);
            int compared = Arrays.compareUnsigned(a, 0, common, b, 0, common);
            if (compared != 0 || a.length == b.length) {
                return compared;
            }
            byte[] longer = a.length > b.length ? a : b;
            for (int i = common; i < longer.length; i++) {
                int byPad = Integer.compare(longer[i] & 0xFF, pad[(i - common) % pad.length] & 0xFF);
                if (byPad != 0) {
                    return longer == a ? byPad : -byPad;
                }
            }
            return 0;
        };
    }

    private static Comparator<byte[]> natively(ColumnDefinition column) {
        return switch (column.type()) {
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR -> INTEGERS;
            case DECIMAL, NEWDECIMAL -> DECIMALS;
            case FLOAT, DOUBLE -> DOUBLES;
            case TIME -> TIMES;
            // Written with leading zeros, dates sort as their text does.
            case DATE, DATETIME, TIMESTAMP -> BYTES;
            case NULL,
                    VARCHAR,
                    BIT,
                    JSON,
                    ENUM,
                    SET,
                    TINY_BLOB,
                    MEDIUM_BLOB,
                    LONG_BLOB,
                    BLOB,
                    VAR_STRING,
                    STRING,
                    GEOMETRY -> BYTES;
        };
    }

    /** Digits without leading zeros: the longer number is the larger one, and nothing need be parsed. */
    private static int compareIntegers(byte[] a, byte[] b) {
        boolean aNegative = a.length > 0 && a[0] == '-';
        boolean bNegative = b.length > 0 && b[0] == '-';
        if (aNegative != bNegative) {
            return aNegative ? -1 : 1;
        }
        int magnitude = a.length != b.length ? Integer.compare(a.length, b.length) : Arrays.compareUnsigned(a, b);
        return aNegative ? -magnitude : magnitude;
    }

    private static long micros(byte[] value) {
        String text = text(value);
        boolean negative = text.startsWith("-");
        String magnitude = negative ? text.substring(1) : text;
        String[] parts = magnitude.split("[:.]", -1);
        long seconds = Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60 + Long.parseLong(parts[2]);
        long fraction = parts.length < 4 ? 0 : Long.parseLong((parts[3] + "000000").substring(0, 6));
        long micros = seconds * 1_000_000 + fraction;
        return negative ? -micros : micros;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII);
    }
}
