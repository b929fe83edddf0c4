package io.shardgate.proxy.exec;

import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ColumnType;
import io.shardgate.proxy.wire.SqlLiteral;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values that a server sent as text, on their way into a column of another server. They are to arrive as they would
 * inside one server, where a column's value is stored into another column.
 */
final class ReadValues {

    private ReadValues() {}

    /**
     * Refuses columns whose values would not arrive as they are.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY
     */
    static void requireCopyable(ColumnDefinition from, ColumnSchema to) {
        if (from.type() == ColumnType.FLOAT) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "INSERT ... SELECT between shards of the FLOAT column %s, which servers send rounded; select %s + 0e0"
                            .formatted(from.name(), from.name()));
        }
        boolean takesNumber = switch (to.type().family()) {
            case INTEGER, DECIMAL, FLOAT, BIT -> true;
            case CHARACTER, BINARY, TEMPORAL, MEMBERS, JSON, GEOMETRY, OTHER -> false;
        };
        if (takesNumber && hasAnotherNumber(from)) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "INSERT ... SELECT between shards of the column %s, which is a date, a time, an ENUM or a SET, into the number %s; select %s + 0"
                            .formatted(from.name(), to.name(), from.name()));
        }
    }

    /** Whether the server stores another number from the column than one would read from its text. */
    private static boolean hasAnotherNumber(ColumnDefinition column) {
        boolean isTemporal = switch (column.type()) {
            case DATE, DATETIME, TIMESTAMP, TIME -> true;
            default -> false;
        };
        return isTemporal || (column.flags() & (ColumnDefinition.FLAG_ENUM | ColumnDefinition.FLAG_SET)) != 0;
    }

    /** An SQL literal, in ASCII. */
    static String literal(ColumnDefinition column, byte @Nullable [] text) {
        if (text == null) {
            return "NULL";
        }
        return switch (column.type()) {
            case DATE -> temporal("DATE", text);
            case DATETIME, TIMESTAMP -> temporal("TIMESTAMP", text);
            case TIME -> temporal("TIME", text);
            case BIT -> "0x" + HexFormat.of().formatHex(text);
            case JSON -> SqlLiteral.quote("utf8mb4", text);
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR, DECIMAL, NEWDECIMAL, FLOAT, DOUBLE, NULL ->
                SqlLiteral.of(column, text);
            case VARCHAR, ENUM, SET, TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, VAR_STRING, STRING, GEOMETRY ->
                column.collation() == Collation.BINARY ? SqlLiteral.binary(text) : SqlLiteral.of(column, text);
        };
    }

    /** Dates with a zero in them are no literals; a string is what servers judge by sql_mode. */
    private static String temporal(String type, byte[] text) {
        String value = new String(text, StandardCharsets.US_ASCII);
        boolean isPartial = value.contains("-00") || value.startsWith("0000");
        return (isPartial ? "'" : type + "'") + value + "'";
    }

    /** The value, for its place; empty where it is not one that can decide a place. */
    static Optional<SqlValue> value(ColumnDefinition column, byte @Nullable [] text) {
        if (text == null) {
            return Optional.of(SqlValue.ofNull());
        }
        return switch (column.type()) {
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR -> Optional.of(integer(column, text));
            case DECIMAL, NEWDECIMAL -> Optional.of(new SqlValue.Decimal(new BigDecimal(ascii(text))));
            case DATE, DATETIME, TIMESTAMP, TIME -> Optional.of(new SqlValue.Temporal(ascii(text)));
            case NULL -> Optional.of(SqlValue.ofNull());
            case VARCHAR, ENUM, SET, TINY_BLOB, MEDIUM_BLOB, LONG_BLOB, BLOB, VAR_STRING, STRING ->
                string(column, text);
            case FLOAT, DOUBLE, BIT, JSON, GEOMETRY -> Optional.empty();
        };
    }

    private static SqlValue integer(ColumnDefinition column, byte[] text) {
        return column.unsigned()
                ? new SqlValue.UInt64(Long.parseUnsignedLong(ascii(text)))
                : SqlValue.of(Long.parseLong(ascii(text)));
    }

    private static Optional<SqlValue> string(ColumnDefinition column, byte[] text) {
        if (column.collation() == Collation.BINARY) {
            return Optional.of(SqlValue.of(text));
        }
        Optional<Charset> charset = Collations.find(column.collation())
                .flatMap(collation -> collation.characterSet().java());
        return charset.map(known -> SqlValue.of(new String(text, known)));
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII);
    }
}
