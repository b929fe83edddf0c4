package io.shardgate.planner.semantics;

import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;

/** Which part of its keyspace a session's target names. */
public sealed interface ShardScope {

    static ShardScope whole() {
        return Whole.WHOLE;
    }

    /** No part: the keyspace, routed by the VSchema. */
    enum Whole implements ShardScope {
        WHOLE
    }

    /** One shard, whether it serves or not. */
    record OneShard(String name, KeyRange range) implements ShardScope {}

    /** All shards that make up a key range. */
    record Range(KeyRange range) implements ShardScope {}

    /** The shard that holds a keyspace id. */
    record Id(KeyspaceId id) implements ShardScope {}
}
