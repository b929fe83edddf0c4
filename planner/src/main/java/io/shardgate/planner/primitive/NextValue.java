package io.shardgate.planner.primitive;

import io.shardgate.planner.routing.ValueRef;

/** Takes ids from a sequence: one row with the first of them, in the column {@code nextval}. */
public record NextValue(String keyspace, String sequence, ValueRef count) implements Primitive {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitNextValue(this);
    }
}
