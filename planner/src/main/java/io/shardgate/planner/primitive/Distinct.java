package io.shardgate.planner.primitive;

import java.util.List;

/** Drops rows whose keys all equal those of the row before; the input is ordered by the keys. */
public record Distinct(Primitive input, List<SortKey> keys) implements Primitive {
    public Distinct {
        keys = List.copyOf(keys);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitDistinct(this);
    }
}
