package io.shardgate.serving.topology;

import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One part of a keyspace.
 *
 * @param primary the tablet that takes its writes, once one was chosen
 * @param isPrimaryServing whether the primary takes the application's queries; false on a target of a copy
 * @param sources where its rows come from while it is being filled
 */
public record Shard(
        String keyspace,
        ShardName name,
        @Nullable TabletAlias primary,
        boolean isPrimaryServing,
        List<SourceShard> sources) {

    public Shard {
        Names.checkKeyspace(keyspace);
        Objects.requireNonNull(name);
        sources = List.copyOf(sources);
    }

    public KeyRange keyRange() {
        return name.range();
    }

    /** {@code customer/-80}, as commands write it. */
    public String path() {
        return keyspace + "/" + name;
    }

    public Shard withPrimary(TabletAlias chosen) {
        return new Shard(keyspace, name, chosen, isPrimaryServing, sources);
    }

    public Shard withSources(List<SourceShard> from) {
        return new Shard(keyspace, name, primary, isPrimaryServing, from);
    }

    public Shard withPrimaryServing(boolean serving) {
        return new Shard(keyspace, name, primary, serving, sources);
    }
}
