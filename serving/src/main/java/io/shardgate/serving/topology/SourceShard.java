package io.shardgate.serving.topology;

import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import java.util.List;
import java.util.Objects;

/**
 * A shard from which another one is filled by filtered replication.
 *
 * @param uid tells the sources of one shard apart
 * @param keyRange the part of the source that is replicated
 * @param tables those that are replicated; empty means all
 */
public record SourceShard(int uid, String keyspace, ShardName shard, KeyRange keyRange, List<String> tables) {

    public SourceShard {
        Names.checkKeyspace(keyspace);
        Objects.requireNonNull(shard);
        Objects.requireNonNull(keyRange);
        tables = List.copyOf(tables);
    }
}
