package io.shardgate.proxy.tx;

import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;

/** A shard, and the kind of server that is to serve it. */
public record ShardTarget(String keyspace, ShardName shard, TabletType type) {

    public static ShardTarget of(ResolvedShard shard) {
        return new ShardTarget(shard.keyspace(), shard.shard(), shard.type());
    }

    @Override
    public String toString() {
        return keyspace + "/" + shard + "@" + type.targetWord();
    }
}
