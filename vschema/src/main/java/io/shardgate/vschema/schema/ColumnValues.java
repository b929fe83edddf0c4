package io.shardgate.vschema.schema;

import io.shardgate.vschema.value.SqlValue;
import java.util.Optional;

/**
 * Values of a statement in the form in which a column holds them, which is the form that vindexes map.
 *
 * <p>Only what is certain is converted. MySQL decides the rest by rules that depend on the session, and a route may not
 * rest on a guess.
 */
public final class ColumnValues {

    private ColumnValues() {}

    /**
     * The one value that rows must hold for {@code column = value} to be true, as far as the column's collation tells
     * values apart; empty when the comparison is not made in the column's own type, so that it must not be routed. NULL
     * stays NULL (and is equal to nothing).
     */
    public static Optional<SqlValue> forComparison(ColumnSchema column, SqlValue value) {
        return ColumnValueConversion.convert(column.type(), value, ColumnValueConversion.Purpose.COMPARE);
    }

    /**
     * The value that the column will hold after an INSERT of this one succeeds; empty when that depends on rules of MySQL
     * that we do not follow (rounding, cutting, times), so that the row's place is not known.
     */
    public static Optional<SqlValue> forStorage(ColumnSchema column, SqlValue value) {
        return ColumnValueConversion.convert(column.type(), value, ColumnValueConversion.Purpose.STORE);
    }
}
