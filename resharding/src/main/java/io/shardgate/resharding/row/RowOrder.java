package io.shardgate.resharding.row;

import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.TypeName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which servers give a table's rows by its key. Strings compare by the weights that the server itself gives
 * them.
 */
public final class RowOrder implements Comparator<RowOrder.Keyed> {

    private final List<CopiedColumn> key;

    /**
     * A row with what its key compares by: for strings their weights, for others their values.
     *
     * @param keys in the order of the key's columns; never null, as a key's columns are not
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or keeps it
    public record Keyed(Row row, byte[][] keys) {}

    RowOrder(List<CopiedColumn> key) {
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
        for (int i = 0; i < key.size(); i++) {
            int comparison = compare(key.get(i), left.keys()[i], right.keys()[i]);
            if (comparison != 0) {
                return comparison;
            }
        }
        return 0;
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
