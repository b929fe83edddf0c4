package io.shardgate.vschema.model;

import io.shardgate.vschema.key.KeyspaceId;
import java.util.List;
import java.util.Optional;

/**
 * A table of a keyspace, as a query finds it.
 *
 * @param columnVindexes the first is the primary vindex; none in an unsharded keyspace, for pinned and reference tables
 * @param pinned the one keyspace id at which all of the table lives
 * @param source the table that a reference table copies
 */
public record TableVSchema(
        String keyspace,
        String name,
        Type type,
        List<ColumnVindex> columnVindexes,
        Optional<AutoIncrement> autoIncrement,
        Optional<KeyspaceId> pinned,
        Optional<Source> source) {

    /** What a table is for. */
    public enum Type {
        NORMAL,
        SEQUENCE,
        /** Copied whole to every shard. */
        REFERENCE
    }

    /** The table that a reference table copies. */
    public record Source(String keyspace, String table) {}

    public TableVSchema {
        columnVindexes = List.copyOf(columnVindexes);
    }

    /** A table of an unsharded keyspace of which the VSchema says nothing. */
    public static TableVSchema unsharded(String keyspace, String name) {
        return new TableVSchema(
                keyspace, name, Type.NORMAL, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The vindex that decides where the table's rows live. */
    public Optional<ColumnVindex> findPrimaryVindex() {
        return columnVindexes.stream().findFirst();
    }
}
