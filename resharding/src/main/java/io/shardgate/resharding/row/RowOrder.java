package io.shardgate.resharding.row;

import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.TypeName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which servers give a table's rows by its key. Strings compare by the weights that the server itself gives
 * them.
 */
public final class RowOrder implements Comparator<RowOrder.Keyed> {

    private final String table;
    private final List<CopiedColumn> key;

    /**
     * What a place in the order compares by: for strings their weights, for others their values.
     *
     * @param keys in the order of the key's columns; never null, as a key's columns are not
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or keeps it
    public record Place(byte[][] keys) {}

    /** A row and its place. */
    public record Keyed(Row row, Place place) {}

    RowOrder(String table, List<CopiedColumn> key) {
        this.table = table;
        this.key = List.copyOf(key);
    }

    /** The expression whose value the column compares by. */
    static String comparedBy(CopiedColumn column, String quoted) {
        boolean isString = column.type().family() == TypeName.Family.CHARACTER;
        if (!isString) {
            return column.selected();
        }
        boolean pads =
                column.type().findCollation().filter(Collation::padsSpace).isPresent();
        int length = column.type().length();
        return pads && length > 0
                ? "WEIGHT_STRING(" + quoted + " AS CHAR(" + length + "))"
                : "WEIGHT_STRING(" + quoted + ")";
    }

    @Override
    public int compare(Keyed left, Keyed right) {
        return compare(left.place(), right.place());
    }

    /** Compares two places; one of the first columns only is equal to all that begin with it. */
    public int compare(Place left, Place right) {
        int columns = Math.min(left.keys().length, right.keys().length);
        for (int i = 0; i < columns; i++) {
            int comparison = compare(key.get(i), left.keys()[i], right.keys()[i]);
            if (comparison != 0) {
                return comparison;
            }
        }
        return 0;
    }

    /**
     * The place of a key.
     *
     * @param connection is asked for the weights of strings; it has a database selected that has the table
     */
    public Place place(RowKey rowKey, Connection connection) throws SQLException {
        byte[][] keys = new byte[rowKey.columns()][];
        for (int i = 0; i < keys.length; i++) {
            CopiedColumn column = key.get(i);
            byte[] value = rowKey.value(i);
            keys[i] = switch (column.type().family()) {
                case CHARACTER -> weight(column, value, connection);
                case BINARY -> column.padded(value);
                case INTEGER, DECIMAL, FLOAT, BIT, MEMBERS, TEMPORAL, JSON, GEOMETRY, OTHER -> value;
            };
        }
        return new Place(keys);
    }

    /** The union gives the value the column's collation, whatever it is called on this server. */
    private byte[] weight(CopiedColumn column, byte[] value, Connection connection) throws SQLException {
        String name = SqlNames.quote(column.name());
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + comparedBy(column, name) + " FROM (SELECT " + name
                        + " FROM " + SqlNames.quote(table) + " WHERE FALSE UNION ALL SELECT " + column.literal(value)
                        + ") AS place")) {
            rows.next();
            return rows.getBytes(1);
        }
    }

    private static int compare(CopiedColumn column, byte[] left, byte[] right) {
        return switch (column.type().family()) {
            case INTEGER, DECIMAL, FLOAT, BIT, MEMBERS -> number(left).compareTo(number(right));
            case TEMPORAL ->
                column.type().name() == TypeName.TIME
                        ? Long.compare(micros(left), micros(right))
                        : Arrays.compareUnsigned(left, right);
            case CHARACTER, BINARY, JSON, GEOMETRY, OTHER -> Arrays.compareUnsigned(left, right);
        };
    }

    private static BigDecimal number(byte[] digits) {
        return new BigDecimal(new String(digits, StandardCharsets.US_ASCII));
    }

    /** A time as {@code -838:59:59.000000}. */
    private static long micros(byte[] text) {
        String time = new String(text, StandardCharsets.US_ASCII);
        boolean isNegative = time.startsWith("-");
        String[] parts = (isNegative ? time.substring(1) : time).split("[:.]", -1);
        String fraction = parts.length > 3 ? (parts[3] + "000000").substring(0, 6) : "0";
        long seconds = (Long.parseLong(parts[0]) * 60 + Long.parseLong(parts[1])) * 60 + Long.parseLong(parts[2]);
        long micros = seconds * 1_000_000 + Long.parseLong(fraction);
        return isNegative ? -micros : micros;
    }
}
