package io.shardgate.serving.snapshot;

import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.util.List;

/**
 * A shard to which a query can be sent now.
 *
 * @param keyspace empty if only a server is meant, and none of its databases
 * @param tablets those that can take it, healthy or not, in the order of their aliases; for the primary one or none
 */
public record ResolvedShard(String keyspace, ShardName shard, TabletType type, List<Tablet> tablets)
        implements Comparable<ResolvedShard> {

    public ResolvedShard {
        tablets = List.copyOf(tablets);
    }

    /** The same servers without the keyspace's database: a name without one is of no database there. */
    public ResolvedShard withoutDatabase() {
        return new ResolvedShard("", shard, type, tablets);
    }

    /** By keyspace, then in key order. */
    @Override
    public int compareTo(ResolvedShard other) {
        int byKeyspace = keyspace.compareTo(other.keyspace);
        return byKeyspace != 0 ? byKeyspace : shard.compareTo(other.shard);
    }

    /** {@code customer/-80}. */
    public String path() {
        return keyspace + "/" + shard;
    }

    @Override
    public String toString() {
        return keyspace + ":" + shard + "@" + type.targetWord();
    }
}
