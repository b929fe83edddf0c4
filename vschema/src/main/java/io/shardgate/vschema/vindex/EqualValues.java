package io.shardgate.vschema.vindex;

import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.TypeName;

/**
 * In which columns equal values are certain to be the same to a vindex, once they are in the column's own form ({@link
 * io.shardgate.vschema.schema.ColumnValues}).
 *
 * <p>The answers err on the side of no; docs/adr/0003 has the reasons.
 */
final class EqualValues {

    private EqualValues() {}

    /** For vindexes of integers: others have no destination. */
    static boolean areOneInteger(ColumnSchema column) {
        return column.type().family() == TypeName.Family.INTEGER;
    }

    /** For vindexes of bytes: whether equal values are written with the same bytes. */
    static boolean haveOneText(ColumnSchema column) {
        ColumnType type = column.type();
        return switch (type.family()) {
            case INTEGER, BINARY -> true;
            case TEMPORAL -> type.name() == TypeName.DATE;
            // Spaces at the end of a CHAR are gone from the column's form, so it does not matter whether they count.
            case CHARACTER -> isBinaryOrder(type) && (type.name() == TypeName.CHAR || !padsSpace(type));
            case DECIMAL, FLOAT, BIT, MEMBERS, JSON, GEOMETRY, OTHER -> false;
        };
    }

    /** For the unicode_loose vindexes: whether equal values have the same primary weights, but for spaces at the end. */
    static boolean haveOnePrimaryKey(ColumnSchema column) {
        ColumnType type = column.type();
        return type.family() == TypeName.Family.CHARACTER
                ? isBinaryOrder(type) || isAsciiWithoutCase(type)
                : haveOneText(column);
    }

    private static boolean isBinaryOrder(ColumnType type) {
        return type.findCollation().map(Collation::isBinaryOrder).orElse(false);
    }

    private static boolean padsSpace(ColumnType type) {
        return type.findCollation().map(Collation::padsSpace).orElse(true);
    }

    private static boolean isAsciiWithoutCase(ColumnType type) {
        return type.findCollation()
                .map(collation -> collation.name().equals("ascii_general_ci")
                        || collation.name().equals("ascii_general_nopad_ci"))
                .orElse(false);
    }
}
