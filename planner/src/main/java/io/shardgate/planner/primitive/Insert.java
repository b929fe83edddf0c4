package io.shardgate.planner.primitive;

import io.shardgate.planner.splice.InsertRows;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.vindex.Vindex;
import java.util.List;
import java.util.Optional;

/**
 * An INSERT or REPLACE of rows that stand in the statement. {@link InsertEvaluator} says how many ids it needs and where
 * each row goes.
 *
 * <p>When all rows go to one shard and none of them gets an id, the client's own statement does as well, so that a prepared one
 * can be relayed.
 *
 * @param query has the rows as a piece of its own, so that each shard gets its rows; the whole statement when there is
 *     nothing to place and nothing to generate
 * @param reason why rows go where they go
 */
public record Insert(
        String keyspace,
        InsertRows rows,
        Placement placement,
        Optional<Generated> generated,
        SplicedText query,
        String reason)
        implements Primitive {

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitInsert(this);
    }

    /** Where rows go. */
    public sealed interface Placement {}

    /** All rows to the one shard of an unsharded keyspace. */
    public enum Unsharded implements Placement {
        UNSHARDED
    }

    /** All rows to every shard, for the table is a reference table; the affected rows are those of any one shard. */
    public enum EveryShard implements Placement {
        EVERY_SHARD
    }

    /** All rows to the shard of one keyspace id. */
    public record Pinned(io.shardgate.vschema.key.KeyspaceId id) implements Placement {}

    /**
     * Each row by the values of its primary vindex's columns.
     *
     * @param columns in the vindex's order
     */
    public record ByVindex(List<KeyValue> columns, Vindex vindex) implements Placement {
        public ByVindex {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column of the vindex.
     *
     * @param position in each row, from 0, or -1 when the rows lack it
     * @param fallback the value when the rows lack it or say DEFAULT; empty when there is none that we know
     */
    public record KeyValue(ColumnSchema column, int position, Optional<io.shardgate.vschema.value.SqlValue> fallback) {}

    /**
     * The column that a sequence fills in rows that give it no value: those that say NULL or DEFAULT, and 0 unless
     * sql_mode has NO_AUTO_VALUE_ON_ZERO.
     *
     * @param position in each row; the rows' width when they lack the column
     * @param zeroGenerates whether 0 asks for a value as well
     */
    public record Generated(
            String sequenceKeyspace, String sequence, String column, int position, boolean zeroGenerates) {}
}
