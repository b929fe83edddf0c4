package io.shardgate.vschema.schema;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column.
 *
 * @param name the type
 * @param unsigned whether a number is never negative
 * @param length characters for CHAR and VARCHAR, bytes for BINARY and VARBINARY, bits for BIT, digits (precision) for
 *     DECIMAL, FLOAT and DOUBLE, digits of the second's fraction for times; 0 where the type has none or it was not said
 * @param scale digits after the point of a number; 0 where it was not said
 * @param members the members of an ENUM or SET in order; else empty
 * @param collation of CHARACTER and MEMBERS types; null for others
 */
public record ColumnType(
        TypeName name,
        boolean unsigned,
        int length,
        int scale,
        List<String> members,
        @Nullable Collation collation) {

    public ColumnType {
        members = List.copyOf(members);
    }

    /** A type of which only the name matters. */
    public static ColumnType of(TypeName name) {
        return new ColumnType(name, false, 0, 0, List.of(), null);
    }

    /**
     * Reads a type as information_schema prints it in COLUMN_TYPE, such as {@code bigint(20) unsigned} or {@code
     * enum('a','b')}. A type that we do not know is {@link TypeName#UNKNOWN}, not an error.
     *
     * @param collation of a column that has one
     */
    public static ColumnType parse(String columnType, @Nullable Collation collation) {
        return ColumnTypeParser.parse(columnType, collation);
    }

    public TypeName.Family family() {
        return name.family();
    }

    public Optional<Collation> findCollation() {
        return Optional.ofNullable(collation);
    }
}
