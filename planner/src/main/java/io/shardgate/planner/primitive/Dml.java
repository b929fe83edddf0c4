package io.shardgate.planner.primitive;

import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.splice.SplicedText;

/**
 * An UPDATE or DELETE, or an INSERT ... SELECT that each shard does by itself. On several shards it is one transaction.
 *
 * @param counting how the shards' numbers of affected rows become one
 * @param reason why it goes where it goes
 */
public record Dml(String keyspace, Routing routing, SplicedText query, Counting counting, String reason)
        implements Primitive {

    /** What the number of affected rows is. */
    public enum Counting {
        /** The sum over the shards. */
        SUM,
        /** That of any one shard: all shards hold the same rows. */
        ONE
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitDml(this);
    }
}
