package io.shardgate.vschema.schema;

import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rules behind {@link ColumnValues}, one method for each family of types that can hold routing values. */
final class ColumnValueConversion {

    /** What the value is converted for. */
    enum Purpose {
        COMPARE,
        STORE
    }

    private static final Pattern CANONICAL_INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}");
    private static final Pattern CANONICAL_DATE = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])");

    /** MySQL may compare characters with an integer as doubles, which are exact up to here. */
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private static final BigInteger MIN_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private ColumnValueConversion() {}

    static Optional<SqlValue> convert(ColumnType type, SqlValue value, Purpose purpose) {
        if (value.isNull()) {
            return Optional.of(value);
        }
        return switch (type.family()) {
            case INTEGER -> toInteger(type, value, purpose);
            case CHARACTER -> toCharacters(type, value, purpose);
            case BINARY -> toBytes(type, value, purpose);
            case TEMPORAL -> toDate(type, value);
            case DECIMAL, FLOAT, BIT, MEMBERS, JSON, GEOMETRY, OTHER -> Optional.empty();
        };
    }

    private static Optional<SqlValue> toInteger(ColumnType type, SqlValue value, Purpose purpose) {
        Optional<SqlValue> integer;
        if (value.integerBits().isPresent()) {
            integer = Optional.of(value);
        } else if (value instanceof SqlValue.Decimal decimal) {
            integer = integerOf(decimal.value());
        } else if (value instanceof SqlValue.Text text) {
            integer = integerOf(text, purpose);
        } else {
            integer = Optional.empty();
        }
        // A comparison with a number out of range is true for no row, wherever it is sent.
        return purpose == Purpose.COMPARE
                ? integer
                : integer.filter(i -> IntegerRange.of(type).contains(i));
    }

    private static Optional<SqlValue> integerOf(BigDecimal decimal) {
        BigDecimal stripped = decimal.stripTrailingZeros();
        if (stripped.scale() > 0) {
            return Optional.empty();
        }
        BigInteger integer = stripped.toBigInteger();
        if (integer.compareTo(MIN_SIGNED) < 0 || integer.compareTo(MAX_UNSIGNED) > 0) {
            return Optional.empty();
        }
        return Optional.of(
                integer.bitLength() < Long.SIZE
                        ? new SqlValue.Int64(integer.longValue())
                        : new SqlValue.UInt64(integer.longValue()));
    }

    private static Optional<SqlValue> integerOf(SqlValue.Text text, Purpose purpose) {
        String characters = text.characters();
        if (!CANONICAL_INTEGER.matcher(characters).matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(characters);
        boolean exact = purpose == Purpose.STORE || Math.abs(number) < EXACT_IN_DOUBLE;
        return exact ? Optional.of(new SqlValue.Int64(number)) : Optional.empty();
    }

    private static Optional<SqlValue> toCharacters(ColumnType type, SqlValue value, Purpose purpose) {
        if (purpose == Purpose.STORE && value.integerBits().isPresent()) {
            return toCharacters(type, SqlValue.of(value.toString()), purpose);
        }
        if (!(value instanceof SqlValue.Text text) || type.collation() == null) {
            return Optional.empty();
        }
        String characters = text.characters();
        if (!Repertoire.holds(type.collation().charset(), characters)) {
            return Optional.empty();
        }
        if (type.name() == TypeName.CHAR) {
            // MySQL gives CHAR back without the spaces at its end, however it was written.
            characters = withoutTrailingSpaces(characters);
        }
        boolean tooLong = type.length() > 0 && characters.codePointCount(0, characters.length()) > type.length();
        return purpose == Purpose.STORE && tooLong ? Optional.empty() : Optional.of(SqlValue.of(characters));
    }

    private static Optional<SqlValue> toBytes(ColumnType type, SqlValue value, Purpose purpose) {
        boolean isNumber = value.integerBits().isPresent();
        boolean isString = value instanceof SqlValue.Bytes || value instanceof SqlValue.Text;
        if (!isString && !(isNumber && purpose == Purpose.STORE)) {
            return Optional.empty();
        }
        byte[] bytes = value.textBytes();
        if (purpose == Purpose.COMPARE) {
            return Optional.of(SqlValue.Bytes.ofOwned(bytes));
        }
        if (type.length() > 0 && bytes.length > type.length()) {
            return Optional.empty();
        }
        boolean padded = type.name() == TypeName.BINARY && type.length() > 0;
        return Optional.of(SqlValue.Bytes.ofOwned(padded ? Arrays.copyOf(bytes, type.length()) : bytes));
    }

    private static Optional<SqlValue> toDate(ColumnType type, SqlValue value) {
        boolean isText = value instanceof SqlValue.Text || value instanceof SqlValue.Temporal;
        String text = value instanceof SqlValue.Text characters ? characters.characters() : value.toString();
        return type.name() == TypeName.DATE
                        && isText
                        && CANONICAL_DATE.matcher(text).matches()
                ? Optional.of(new SqlValue.Temporal(text))
                : Optional.empty();
    }

    private static String withoutTrailingSpaces(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }
}
