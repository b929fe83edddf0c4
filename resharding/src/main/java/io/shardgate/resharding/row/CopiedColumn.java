package io.shardgate.resharding.row;

import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.TypeName;
import io.shardgate.vschema.value.SqlValue;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column whose values are read and written without loss.
 *
 * <p>A value on its way is the bytes that a server sends for {@link #selected}: digits for numbers (for ENUM, SET and BIT
 * too), text for times in UTC, and for strings their bytes in the column's own charset.
 *
 * @param ordinal the column's place among all of its table, from 0
 */
public record CopiedColumn(String name, ColumnType type, int ordinal) {

    /** Charsets in which the value of a vindex column can be read. */
    private static final Map<String, Charset> READABLE = Map.of(
            "utf8mb4", StandardCharsets.UTF_8,
            "utf8mb3", StandardCharsets.UTF_8,
            "ascii", StandardCharsets.US_ASCII,
            "latin1", Charset.forName("windows-1252"));

    /** Why the column cannot be copied; empty if it can. */
    static Optional<String> problem(ColumnSchema column) {
        return column.type().family() == TypeName.Family.OTHER
                ? Optional.of("column " + column.name() + " has the type "
                        + column.type().name() + ", whose values cannot be read from a binary log yet")
                : Optional.empty();
    }

    /** Why the column cannot say where a row belongs; empty if it can. */
    Optional<String> routingProblem() {
        return switch (type.family()) {
            case INTEGER, DECIMAL, BINARY -> Optional.empty();
            case CHARACTER ->
                charset() == null
                        ? Optional.of("the vindex column " + name + " has a charset in which it cannot be read here")
                        : Optional.empty();
            case FLOAT, BIT, TEMPORAL, MEMBERS, JSON, GEOMETRY, OTHER ->
                Optional.of("the vindex column " + name + " has the type " + type.name()
                        + ", whose values have no keyspace id here");
        };
    }

    private @Nullable Charset charset() {
        return type.findCollation()
                .map(collation -> READABLE.get(collation.charset()))
                .orElse(null);
    }

    /** The expression by which the column is read, in a session of {@link RowSession}. */
    String selected() {
        String quoted = SqlNames.quote(name);
        return switch (type.family()) {
            // As text a server rounds FLOAT to six digits.
            case FLOAT -> type.name() == TypeName.FLOAT ? "(" + quoted + " + 0e0)" : quoted;
            case MEMBERS, BIT -> "(" + quoted + " + 0)";
            case INTEGER, DECIMAL, TEMPORAL, CHARACTER, BINARY, JSON, GEOMETRY, OTHER -> quoted;
        };
    }

    /** A literal that stores the value in the same column of another server, in a session of {@link RowSession}. */
    String literal(byte @Nullable [] value) {
        if (value == null) {
            return "NULL";
        }
        return switch (type.family()) {
            case INTEGER, DECIMAL, FLOAT, MEMBERS, BIT -> ascii(value);
            case TEMPORAL -> type.name() == TypeName.YEAR ? ascii(value) : "'" + ascii(value) + "'";
            case CHARACTER -> "_" + introducer() + " X'" + hex(value) + "'";
            case JSON -> "_utf8mb4 X'" + hex(value) + "'";
            case BINARY -> "X'" + hex(padded(value)) + "'";
            case GEOMETRY, OTHER -> "X'" + hex(value) + "'";
        };
    }

    private String introducer() {
        String charset = type.findCollation()
                .map(collation -> collation.charset())
                .orElseThrow(() -> new IllegalStateException("column " + name + " has no charset"));
        // Every version knows it by this name.
        return charset.equals("utf8mb3") ? "utf8" : charset;
    }

    /** A binary log leaves out the zero bytes at the end of a BINARY, which count in a comparison. */
    byte[] padded(byte[] value) {
        return type.name() == TypeName.BINARY && value.length < type.length()
                ? Arrays.copyOf(value, type.length())
                : value;
    }

    /** The value for a vindex. */
    SqlValue routingValue(byte @Nullable [] value) {
        if (value == null) {
            return SqlValue.ofNull();
        }
        return switch (type.family()) {
            case INTEGER ->
                type.unsigned()
                        ? new SqlValue.UInt64(Long.parseUnsignedLong(ascii(value)))
                        : SqlValue.of(Long.parseLong(ascii(value)));
            case DECIMAL -> new SqlValue.Decimal(new BigDecimal(ascii(value)));
            case BINARY -> SqlValue.of(padded(value));
            case CHARACTER -> {
                Charset charset = charset();
                if (charset == null) {
                    throw new IllegalStateException("column " + name + " was not checked");
                }
                yield SqlValue.of(new String(value, charset));
            }
            default -> throw new IllegalStateException("column " + name + " was not checked");
        };
    }

    private static String ascii(byte[] value) {
        return new String(value, StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] value) {
        return HexFormat.of().formatHex(value);
    }
}
