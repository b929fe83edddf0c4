package io.shardgate.serving.topology;

import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.key.Sharding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which shards serve one tablet type of a keyspace in a cell now. They cover the whole keyspace without gap or overlap.
 *
 * @param shards in key order
 * @param disabled shards, serving or not, whose tablets of this type take no queries in this cell: the side that traffic
 *     has left; in key order
 */
public record ServedPartition(TabletType type, List<ShardName> shards, List<ShardName> disabled) {

    /** @throws IllegalArgumentException that names the gap or the overlap */
    public ServedPartition {
        if (!type.isServed()) {
            throw new IllegalArgumentException("tablets of type " + type + " are not served");
        }
        shards = shards.stream().sorted().toList();
        disabled = List.copyOf(new TreeSet<>(disabled));
        List<KeyRange> ranges = shards.stream().map(ShardName::range).toList();
        Sharding.findTilingProblem(ranges).ifPresent(problem -> {
            throw new IllegalArgumentException(
                    "the shards that serve " + type + " do not cover the keyspace: " + problem);
        });
        Set<ShardName> both = new TreeSet<>(shards);
        both.retainAll(disabled);
        if (!both.isEmpty()) {
            throw new IllegalArgumentException(
                    "the shards " + both + " cannot serve " + type + " and have their query service disabled");
        }
    }

    /**
     * The partition in which some shards take over from others that cover the same ranges: those that leave are disabled,
     * those that enter are no longer.
     *
     * @throws IllegalArgumentException if the result does not cover the keyspace
     */
    public ServedPartition replace(List<ShardName> leaving, List<ShardName> entering) {
        Set<ShardName> serving = new TreeSet<>(shards);
        leaving.forEach(serving::remove);
        serving.addAll(entering);
        Set<ShardName> off = new TreeSet<>(disabled);
        off.addAll(leaving);
        entering.forEach(off::remove);
        return new ServedPartition(type, new ArrayList<>(serving), new ArrayList<>(off));
    }
}
