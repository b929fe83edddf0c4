package io.shardgate.vschema.schema;

import java.util.List;

/**
 * A key of a table. The primary key is the one named {@code PRIMARY}.
 *
 * @param parts in order
 */
public record IndexSchema(String name, boolean unique, List<Part> parts) {

    /** The name that MySQL gives every primary key. */
    public static final String PRIMARY = "PRIMARY";

    /**
     * One part of a key.
     *
     * @param column a column's name, or the expression of a functional part
     * @param prefixLength how many characters or bytes of the column count; 0 for all
     * @param functional whether {@code column} is an expression
     */
    public record Part(String column, int prefixLength, boolean functional) {

        /** All of a column. */
        public static Part of(String column) {
            return new Part(column, 0, false);
        }
    }

    public IndexSchema {
        parts = List.copyOf(parts);
    }

    public boolean isPrimary() {
        return name.equals(PRIMARY);
    }

    /** Whether the key is made of whole columns, so that a unique one makes their values unique. */
    public boolean isOfWholeColumns() {
        return parts.stream().noneMatch(part -> part.functional() || part.prefixLength() > 0);
    }

    public List<String> columns() {
        return parts.stream().map(Part::column).toList();
    }
}
