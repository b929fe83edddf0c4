package io.shardgate.admin.command;

import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.serving.health.ReplicationState;
import io.shardgate.serving.health.TabletHealth;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.key.Sharding;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for what is wrong with a keyspace. */
@CommandLine.Command(
        name = "ValidateKeyspace",
        description = "Checks that a keyspace's shards have masters and cover the keyspace in every cell, and with"
                + " -ping-tablets that its servers answer, replicate and refuse writes as they should.")
final class ValidateKeyspace implements Command {

    @Option(
            names = {"-ping-tablets", "-ping_tablets"},
            description = "Ask every tablet's server too.")
    private boolean pingTablets;

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        ControlPlane.requireKeyspace(topology, keyspace);
        List<String> problems = new ArrayList<>();
        checkServedTypes(topology, problems);
        for (Shard shard : topology.shards(keyspace)) {
            checkShard(topology, shard, problems);
            if (pingTablets) {
                topology.tablets(keyspace, shard.name())
                        .forEach(tablet -> checkServer(control, topology, tablet, problems));
            }
        }
        if (!problems.isEmpty()) {
            throw CommandException.failed(String.join("\n", problems));
        }
    }

    private void checkServedTypes(ServingTopology topology, List<String> problems) {
        if (topology.shards(keyspace).isEmpty()) {
            problems.add("keyspace " + keyspace + " has no shard; CreateShard creates one");
            return;
        }
        for (Cell cell : topology.cells()) {
            for (TabletType type : List.of(TabletType.PRIMARY, TabletType.REPLICA, TabletType.RDONLY)) {
                String what = keyspace + " " + type + " in cell " + cell.name();
                Optional<ServedPartition> partition = topology.servedTypes().findPartition(keyspace, type, cell.name());
                if (partition.isEmpty()) {
                    problems.add(what + " is served by no shard; RebuildKeyspaceGraph " + keyspace
                            + " gives it the shards that serve the master");
                    continue;
                }
                Sharding.findTilingProblem(partition.get().shards().stream()
                                .map(ShardName::range)
                                .toList())
                        .ifPresent(why -> problems.add(what + ": " + why));
            }
        }
    }

    private static void checkShard(ServingTopology topology, Shard shard, List<String> problems) {
        if (shard.primary() == null) {
            problems.add("shard " + shard.path() + " has no master; choose one with InitShardMaster -force "
                    + shard.path() + " <tablet alias>");
        } else if (topology.findPrimary(shard.keyspace(), shard.name()).isEmpty()) {
            problems.add("shard " + shard.path() + " has the master " + shard.primary()
                    + ", which is not registered; register it with InitTablet, or choose another with InitShardMaster");
        }
        topology.tablets(shard.keyspace(), shard.name()).stream()
                .filter(tablet -> tablet.type() == TabletType.PRIMARY && !topology.isPrimary(tablet))
                .forEach(tablet -> problems.add("tablet " + tablet.alias() + " calls itself the master of "
                        + shard.path() + ", which is " + shard.primary()));
    }

    private static void checkServer(
            ControlPlane control, ServingTopology topology, Tablet tablet, List<String> problems) {
        boolean isPrimary = topology.isPrimary(tablet);
        try (ReplicationServer server = ReplicationServer.connect(control.pools(), tablet)) {
            server.missingSettings().forEach(missing -> problems.add("tablet " + tablet.alias() + ": " + missing));
        } catch (SQLException e) {
            problems.add("tablet " + tablet.alias() + ": " + e.getMessage());
            return;
        }
        Optional<TabletHealth> seen = control.health().find(tablet.alias());
        if (seen.isEmpty()) {
            return;
        }
        boolean serves = topology.findShard(tablet.keyspace(), tablet.shard())
                .map(Shard::isPrimaryServing)
                .orElse(false);
        // The master of a shard that was migrated away from keeps the application out.
        if (!seen.get().isReachable() && (serves || !isPrimary)) {
            problems.add("tablet " + tablet.alias() + " does not let the application's account in: "
                    + seen.get().failure());
            return;
        }
        if (isPrimary && serves && seen.get().isReadOnly()) {
            problems.add("tablet " + tablet.alias() + " is the master of " + tablet.keyspace() + "/" + tablet.shard()
                    + " and is read-only; if nothing else holds it back, SET GLOBAL read_only = OFF");
        }
        if (!isPrimary && seen.get().isReachable() && !seen.get().isReadOnly()) {
            problems.add("tablet " + tablet.alias() + " is a replica and can be written by the application;"
                    + " SET GLOBAL read_only = ON");
        }
        Optional<ReplicationState> replication = seen.get().findReplication();
        if (!isPrimary && replication.isPresent() && !replication.get().runs()) {
            problems.add("tablet " + tablet.alias() + ": " + replication.get());
        }
    }
}
