package io.shardgate.proxy.exec;

import io.shardgate.proxy.wire.ColumnDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
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

    static Comparator<byte @Nullable []> of(ColumnDefinition column) {
        Comparator<byte[]> order = switch (column.type()) {
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
        return Comparator.nullsFirst(order);
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

    /** The sum of two exact numbers, integer or decimal; null counts as nothing. */
    static byte @Nullable [] sum(byte @Nullable [] a, byte @Nullable [] b) {
        if (a == null) {
            return b;
        }
        if (b == null) {
            return a;
        }
        return new BigDecimal(text(a))
                .add(new BigDecimal(text(b)))
                .toPlainString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The sum of two counts. */
    static byte[] sumOfCounts(byte[] a, byte[] b) {
        return new BigInteger(text(a)).add(new BigInteger(text(b))).toString().getBytes(StandardCharsets.US_ASCII);
    }
}
