package io.shardgate.planner.primitive;

import java.util.List;

/** Merges the streams of a route's shards, each of which is ordered by the keys already. */
public record MergeSort(Route input, List<SortKey> keys) implements Primitive {
    public MergeSort {
        keys = List.copyOf(keys);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitMergeSort(this);
    }
}
