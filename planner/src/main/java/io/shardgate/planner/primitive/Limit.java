package io.shardgate.planner.primitive;

import io.shardgate.planner.routing.ValueRef;
import java.util.Optional;

/** Skips the first rows and stops after so many. Both numbers are unsigned integers, up to 64 bits. */
public record Limit(Primitive input, ValueRef count, Optional<ValueRef> offset) implements Primitive {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitLimit(this);
    }
}
