package io.shardgate.vschema.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;

/** One SQL value of a statement or a row. */
public sealed interface SqlValue {

    /**
     * The value as it is written out, the way MySQL sends it in its text protocol: digits for numbers, UTF-8 for
     * characters, the bytes themselves for binary strings, nothing for NULL. A fresh array.
     */
    byte[] textBytes();

    /**
     * The 64 bits of an integer, a negative one in two's complement; empty for everything else. Characters that look like
     * a number are no integer: whoever compares with a column converts first.
     */
    default OptionalLong integerBits() {
        return OptionalLong.empty();
    }

    /** The integer if it is not negative, as unsigned 64 bits; empty for everything else. */
    default OptionalLong unsignedBits() {
        return OptionalLong.empty();
    }

    default boolean isNull() {
        return false;
    }

    /** For logs and plans; not SQL that could be sent. */
    @Override
    String toString();

    static SqlValue ofNull() {
        return Null.NULL;
    }

    static SqlValue of(long value) {
        return new Int64(value);
    }

    /** Characters. */
    static SqlValue of(String characters) {
        return Text.ofUtf8(characters.getBytes(StandardCharsets.UTF_8));
    }

    /** A binary string; the array is copied. */
    static SqlValue of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** SQL's NULL. */
    enum Null implements SqlValue {
        NULL;

        private static final byte[] NOTHING = {};

        @Override
        public byte[] textBytes() {
            return NOTHING;
        }

        @Override
        public boolean isNull() {
            return true;
        }
    }

    /** A signed integer of any width. */
    record Int64(long value) implements SqlValue {
        @Override
        public byte[] textBytes() {
            return Ascii.bytes(Long.toString(value));
        }

        @Override
        public OptionalLong integerBits() {
            return OptionalLong.of(value);
        }

        @Override
        public OptionalLong unsignedBits() {
            return value >= 0 ? OptionalLong.of(value) : OptionalLong.empty();
        }

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** An unsigned integer of any width, as its bits. */
    record UInt64(long bits) implements SqlValue {
        @Override
        public byte[] textBytes() {
            return Ascii.bytes(Long.toUnsignedString(bits));
        }

        @Override
        public OptionalLong integerBits() {
            return OptionalLong.of(bits);
        }

        @Override
        public OptionalLong unsignedBits() {
            return OptionalLong.of(bits);
        }

        @Override
        public String toString() {
            return Long.toUnsignedString(bits);
        }
    }

    /** An exact number with a scale, which is part of it: 1.0 and 1.00 are two values here, though SQL compares them equal. */
    record Decimal(BigDecimal value) implements SqlValue {
        /** A number with an exponent is no DECIMAL to MySQL, and could take gigabytes to write out. */
        public Decimal {
            if (value.scale() < 0) {
                throw new IllegalArgumentException(value + " has an exponent, so it is not an exact number in SQL");
            }
        }

        @Override
        public byte[] textBytes() {
            return Ascii.bytes(toString());
        }

        @Override
        public String toString() {
            return value.toPlainString();
        }
    }

    /** An approximate number. */
    record Float64(double value) implements SqlValue {
        @Override
        public byte[] textBytes() {
            return Ascii.bytes(toString());
        }

        @Override
        public String toString() {
            // MySQL writes 1 and 1e20 where Java writes 1.0 and 1.0E20.
            return Double.toString(value).replace(".0E", "e").replace("E", "e").replaceFirst("\\.0$", "");
        }
    }

    /** A date, time or timestamp in MySQL's text form. */
    record Temporal(String text) implements SqlValue {
        @Override
        public byte[] textBytes() {
            return Ascii.bytes(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Characters, kept in UTF-8 whatever the charset they were written in; equal when the bytes are. */
    final class Text implements SqlValue {
        private final byte[] utf8;

        private Text(byte[] utf8) {
            this.utf8 = utf8;
        }

        /** Takes the array over: the caller must not change it any more. */
        public static Text ofUtf8(byte[] utf8) {
            return new Text(utf8);
        }

        public String characters() {
            return new String(utf8, StandardCharsets.UTF_8);
        }

        @Override
        public byte[] textBytes() {
            return utf8.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && Arrays.equals(utf8, text.utf8);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(utf8);
        }

        @Override
        public String toString() {
            return "'" + characters().replace("\\", "\\\\").replace("'", "\\'") + "'";
        }
    }

    /** A binary string: a hexadecimal or bit literal, a {@code _binary} string, a value of a binary column. */
    final class Bytes implements SqlValue {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Takes the array over: the caller must not change it any more. */
        public static Bytes ofOwned(byte[] bytes) {
            return new Bytes(bytes);
        }

        @Override
        public byte[] textBytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes binary && Arrays.equals(bytes, binary.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(bytes) + 1;
        }

        @Override
        public String toString() {
            return "x'" + HexFormat.of().formatHex(bytes) + "'";
        }
    }
}
