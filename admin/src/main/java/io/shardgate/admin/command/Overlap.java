package io.shardgate.admin.command;

import io.shardgate.admin.preflight.SplitSides;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.Sharding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shards of a split or merge: those that serve the master and others that cover the same range.
 *
 * @param serving in key order
 * @param others in key order
 */
record Overlap(List<Shard> serving, List<Shard> others) {

    Overlap {
        serving = List.copyOf(serving);
        others = List.copyOf(others);
    }

    /**
     * The overlap that one shard is part of.
     *
     * @throws CommandException if there is none, or its two sides do not cover the same range
     */
    static Overlap around(Collection<Shard> shards, ShardPath path) {
        List<Shard> involved = new ArrayList<>();
        shards.stream().filter(shard -> shard.name().equals(path.shard())).forEach(involved::add);
        boolean grows = true;
        while (grows) {
            List<Shard> touching = shards.stream()
                    .filter(shard -> !involved.contains(shard))
                    .filter(shard ->
                            involved.stream().anyMatch(known -> known.keyRange().overlaps(shard.keyRange())))
                    .toList();
            grows = involved.addAll(touching);
        }
        if (involved.size() == 1) {
            throw CommandException.failed("no other shard overlaps " + path
                    + ", so there is nowhere to migrate to; create the shards that take over with CreateShard");
        }
        List<Shard> sorted =
                involved.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
        Overlap overlap = new Overlap(
                sorted.stream().filter(Shard::isPrimaryServing).toList(),
                sorted.stream().filter(shard -> !shard.isPrimaryServing()).toList());
        overlap.check(path);
        return overlap;
    }

    /** The same overlap with its sides exchanged. */
    Overlap reversed() {
        return new Overlap(others, serving);
    }

    /** What a shard of the other side is filled from. */
    List<SourceShard> sourcesOf(Shard target) {
        List<SourceShard> sources = new ArrayList<>();
        for (Shard source : serving) {
            source.keyRange()
                    .intersect(target.keyRange())
                    .ifPresent(range -> sources.add(
                            new SourceShard(sources.size() + 1, source.keyspace(), source.name(), range, List.of())));
        }
        return sources;
    }

    /** What the checks before a copy or a cutover need; the tables are read from the servers. */
    SplitSides sides(ControlPlane control, ServingTopology topology) {
        String keyspace = serving.get(0).keyspace();
        return new SplitSides(
                control.pools(),
                control.snapshots().current(),
                topology,
                control.tables().readNow(keyspace),
                serving,
                others);
    }

    List<Shard> all() {
        List<Shard> all = new ArrayList<>(serving);
        all.addAll(others);
        return all;
    }

    private void check(ShardPath path) {
        if (serving.isEmpty() || others.isEmpty()) {
            throw CommandException.failed("of the shards that overlap " + path + ", " + names(all()) + ", "
                    + (serving.isEmpty() ? "none serves the master" : "all serve the master")
                    + "; one side must serve it and the other must not");
        }
        // The serving side tiles its range, because served types always do; so it says what the whole is.
        KeyRange whole = new KeyRange(
                serving.get(0).keyRange().start(),
                serving.get(serving.size() - 1).keyRange().end());
        Optional<String> problem = Sharding.findTilingProblem(ranges(serving), whole)
                .or(() -> Sharding.findTilingProblem(ranges(others), whole));
        problem.ifPresent(why -> {
            throw CommandException.failed("the shards " + names(others) + " do not cover the same range as "
                    + names(serving) + ": " + why + "; create what is missing, or delete what is too much");
        });
    }

    private static List<KeyRange> ranges(List<Shard> shards) {
        return shards.stream().map(Shard::keyRange).toList();
    }

    static String names(List<Shard> shards) {
        return shards.stream().map(shard -> shard.name().name()).collect(Collectors.joining(", "));
    }
}
