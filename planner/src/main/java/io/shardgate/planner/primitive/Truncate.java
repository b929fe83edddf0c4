package io.shardgate.planner.primitive;

/**
 * Drops columns at the end of each row, which were asked for only to sort or combine by them.
 *
 * @param dropped how many; at least 1
 */
public record Truncate(Primitive input, int dropped) implements Primitive {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitTruncate(this);
    }
}
