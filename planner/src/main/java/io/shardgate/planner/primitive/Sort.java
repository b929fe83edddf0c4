package io.shardgate.planner.primitive;

import java.util.List;

/** Orders rows in memory, within the memory limit of the session; rows with equal keys stay in the order they came in. */
public record Sort(Primitive input, List<SortKey> keys) implements Primitive {
    public Sort {
        keys = List.copyOf(keys);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitSort(this);
    }
}
