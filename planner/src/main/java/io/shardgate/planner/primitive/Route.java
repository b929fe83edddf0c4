package io.shardgate.planner.primitive;

import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.splice.SplicedText;

/**
 * A query and the shards that it goes to. Its result is the rows of all of them, in any order; columns come from any one
 * and must agree on all.
 *
 * @param reason why it goes there, for explanations
 */
public record Route(String keyspace, Routing routing, SplicedText query, String reason) implements Primitive {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitRoute(this);
    }
}
