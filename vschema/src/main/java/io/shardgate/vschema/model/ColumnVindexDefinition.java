package io.shardgate.vschema.model;

import java.util.List;

/**
 * Which vindex serves which columns of a table, as an operator wrote it.
 *
 * @param column the one column; empty when {@code columns} was written instead
 * @param columns the columns; empty when {@code column} was written instead
 * @param name the vindex's name in the keyspace
 */
public record ColumnVindexDefinition(String column, List<String> columns, String name) {
    public ColumnVindexDefinition {
        columns = List.copyOf(columns);
    }
}
