package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.RowKey;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table, by the order of its key, and how far it has been copied to one target.
 *
 * @param number among the table's chunks, from 0
 * @param after where it begins; null for the table's beginning
 * @param upTo where it ends, which belongs to it; null for the table's end
 * @param copiedTo up to which row it has been copied; null if none has been, or all
 * @param isDone whether all has been copied
 * @param rows how many rows the target has got of it
 */
public record Chunk(
        int number,
        @Nullable RowKey after,
        @Nullable RowKey upTo,
        @Nullable RowKey copiedTo,
        boolean isDone,
        long rows) {

    /** All of a table, copied. */
    public static Chunk wholeTableDone() {
        return new Chunk(0, null, null, null, true, 0);
    }

    /** Whether the target has any of it. */
    public boolean isBegun() {
        return isDone || copiedTo != null;
    }

    /** Where reading begins that copies what is left. */
    public @Nullable RowKey restAfter() {
        return copiedTo == null ? after : copiedTo;
    }

    /** The same part with more copied. */
    public Chunk copied(@Nullable RowKey last, boolean allOfIt, long more) {
        return new Chunk(number, after, upTo, allOfIt ? null : last, allOfIt, rows + more);
    }

    /** The same part for a target that has nothing of it. */
    public Chunk fresh() {
        return new Chunk(number, after, upTo, null, false, 0);
    }
}
