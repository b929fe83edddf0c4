package io.shardgate.serving.snapshot;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.key.Sharding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The shards that cover a keyspace for one tablet type, ready to be searched. Immutable. */
public final class ServedShards {

    private final List<ResolvedShard> shards;
    private final KeyspaceId[] starts;

    /** @param shards in key order, without gap or overlap, of the whole keyspace */
    ServedShards(List<ResolvedShard> shards) {
        Sharding.findTilingProblem(
                        shards.stream().map(shard -> shard.shard().range()).toList())
                .ifPresent(problem -> {
                    throw new IllegalStateException("shards that do not cover their keyspace: " + problem);
                });
        this.shards = List.copyOf(shards);
        this.starts =
                shards.stream().map(shard -> shard.shard().range().start()).toArray(KeyspaceId[]::new);
    }

    /** All of them, in key order. */
    public List<ResolvedShard> all() {
        return shards;
    }

    /** The shard that owns a keyspace id. */
    public ResolvedShard at(KeyspaceId id) {
        return shards.get(indexOf(id));
    }

    /** The shards in which something of the destination may be, in key order, each once. */
    public List<ResolvedShard> resolve(Destination destination) {
        if (destination instanceof Destination.At at) {
            return List.of(at(at.id()));
        }
        if (destination instanceof Destination.AnyOf anyOf) {
            return resolve(anyOf.ids());
        }
        // Each statement comes by here, so the usual answer, all of them, is the list that is there already.
        int touched = 0;
        for (ResolvedShard shard : shards) {
            if (destination.touches(shard.shard().range())) {
                touched++;
            }
        }
        if (touched == shards.size()) {
            return shards;
        }
        return shards.stream()
                .filter(shard -> destination.touches(shard.shard().range()))
                .toList();
    }

    private List<ResolvedShard> resolve(List<KeyspaceId> ids) {
        boolean[] isHit = new boolean[starts.length];
        for (KeyspaceId id : ids) {
            isHit[indexOf(id)] = true;
        }
        List<ResolvedShard> hit = new ArrayList<>();
        for (int i = 0; i < isHit.length; i++) {
            if (isHit[i]) {
                hit.add(shards.get(i));
            }
        }
        return hit;
    }

    /** The shards that make up exactly this range; empty if it cuts through one. */
    List<ResolvedShard> exactly(KeyRange range) {
        List<ResolvedShard> inside = shards.stream()
                .filter(shard -> range.contains(shard.shard().range()))
                .toList();
        List<KeyRange> ranges =
                inside.stream().map(shard -> shard.shard().range()).toList();
        return Sharding.findTilingProblem(ranges, range).isPresent() ? List.of() : inside;
    }

    private int indexOf(KeyspaceId id) {
        // The first start is the empty id, which is below every other one, so there is always a shard at or before it.
        int found = Arrays.binarySearch(starts, id);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public String toString() {
        return shards.toString();
    }
}
