package io.shardgate.planner.primitive;

import java.util.List;

/**
 * Combines rows that the shards have aggregated already, one row for each group of neighbours whose keys are equal. Columns
 * that no {@link Combination} names keep the value of the group's first row.
 *
 * @param groupKeys by which the input is ordered; none means that all rows are one group
 */
public record Aggregate(Primitive input, List<SortKey> groupKeys, List<Combination> combinations) implements Primitive {
    public Aggregate {
        groupKeys = List.copyOf(groupKeys);
        combinations = List.copyOf(combinations);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitAggregate(this);
    }

    /** How one column of the group's row comes from the rows of the shards. */
    public sealed interface Combination {
        /** Index of the column from 0; its type is that of the shards' column. */
        int column();
    }

    /** Counts, which are integers and never NULL: their sum. */
    public record AddCounts(int column) implements Combination {}

    /** Exact sums, DECIMAL or integer: their sum with the scale they have; NULL ones do not count, all NULL gives NULL. */
    public record AddSums(int column) implements Combination {}

    /** The least value that is not NULL; the row's value is the one whose key is least. */
    public record Least(int column, SortKey by) implements Combination {}

    /** The greatest value that is not NULL. */
    public record Greatest(int column, SortKey by) implements Combination {}

    /**
     * An average of exact numbers: the sum of {@code sumColumn} divided by the sum of {@code countColumn}, rounded half up
     * to the scale that the column has by the shards' metadata; NULL when the count is 0.
     */
    public record Average(int column, int sumColumn, int countColumn) implements Combination {}
}
