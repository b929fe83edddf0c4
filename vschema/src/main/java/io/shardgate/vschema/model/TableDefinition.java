package io.shardgate.vschema.model;

import java.util.List;
import java.util.Optional;

/**
 * A table as an operator wrote it.
 *
 * @param type {@code ""}, {@code sequence} or {@code reference}
 * @param source for a reference table, the table that it copies, as {@code keyspace.table}; else empty
 * @param pinned a keyspace id in hexadecimal; empty for none
 * @param columnVindexes the first is the primary vindex
 * @param columnListAuthoritative whether {@code columns} are all that there are
 */
public record TableDefinition(
        String type,
        String source,
        String pinned,
        List<ColumnVindexDefinition> columnVindexes,
        Optional<AutoIncrementDefinition> autoIncrement,
        boolean columnListAuthoritative,
        List<ColumnDefinition> columns) {
    public TableDefinition {
        columnVindexes = List.copyOf(columnVindexes);
        columns = List.copyOf(columns);
    }
}
