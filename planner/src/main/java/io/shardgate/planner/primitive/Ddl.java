package io.shardgate.planner.primitive;

import io.shardgate.planner.routing.Routing;

/** A change of the schema, sent as it came. Its outcome is reported for each shard. */
public record Ddl(String keyspace, Routing routing, String reason) implements Primitive {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitDdl(this);
    }
}
