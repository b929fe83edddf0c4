package io.shardgate.admin.command;

import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets shards that serve nothing any more. No data is deleted. */
@CommandLine.Command(name = "DeleteShard", description = "Removes shards from the topology; no data is deleted.")
final class DeleteShard implements Command {

    @Option(names = "-recursive", description = "Remove the shards' tablets too.")
    private boolean recursive;

    @Option(
            names = "-even_if_serving",
            description = "Remove also a shard that serves; what it served is then served by none.")
    private boolean evenIfServing;

    @Parameters(paramLabel = "<keyspace/shard>", arity = "1..*")
    private List<ShardPath> paths = List.of();

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        for (ShardPath path : paths) {
            long revision = control.updateLocked(
                    path.keyspace(), "DeleteShard " + path, mutation -> delete(mutation, path, out));
            control.awaitSeen(revision);
        }
    }

    private void delete(Mutation mutation, ShardPath path, CommandOutput out) {
        ServingTopology topology = mutation.topology();
        ControlPlane.requireShard(topology, path);
        var serving = topology.servedTypes().cellsServing(path.keyspace(), path.shard());
        if (!serving.isEmpty() && !evenIfServing) {
            throw CommandException.failed("shard " + path + " is still serving " + describe(serving)
                    + " and cannot be deleted; move that away with MigrateServedTypes, or use -even_if_serving");
        }
        List<Tablet> tablets = topology.tablets(path.keyspace(), path.shard());
        if (!tablets.isEmpty() && !recursive) {
            throw CommandException.failed("shard " + path + " still has " + countByCell(tablets)
                    + "; use -recursive, or remove them with DeleteTablet");
        }
        tablets.forEach(tablet -> mutation.removeTablet(tablet.alias()));
        for (SrvKeyspace srv : topology.servedTypes().cells(path.keyspace()).values()) {
            mutation.put(without(srv, path.shard()));
        }
        mutation.removeShard(path.keyspace(), path.shard());
        if (!serving.isEmpty()) {
            out.note("keyspace " + path.keyspace() + " no longer serves " + describe(serving));
        }
    }

    private static SrvKeyspace without(SrvKeyspace srv, ShardName shard) {
        List<ServedPartition> left = new ArrayList<>();
        for (ServedPartition partition : srv.partitions()) {
            if (!partition.shards().contains(shard)) {
                List<ShardName> disabled = partition.disabled().stream()
                        .filter(other -> !other.equals(shard))
                        .toList();
                left.add(new ServedPartition(partition.type(), partition.shards(), disabled));
            }
        }
        return new SrvKeyspace(srv.keyspace(), srv.cell(), left);
    }

    private static String describe(Map<TabletType, List<String>> serving) {
        return serving.entrySet().stream()
                .map(entry -> entry.getKey() + " in " + cells(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String cells(List<String> cells) {
        return (cells.size() == 1 ? "cell " : "cells ") + String.join(", ", cells);
    }

    private static String countByCell(List<Tablet> tablets) {
        Map<String, Long> counts = tablets.stream()
                .collect(Collectors.groupingBy(tablet -> tablet.alias().cell(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + (entry.getValue() == 1 ? " tablet" : " tablets") + " in cell "
                        + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
