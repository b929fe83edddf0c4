package io.shardgate.admin.command;

import io.shardgate.admin.preflight.Findings;
import io.shardgate.admin.preflight.SplitChecks;
import io.shardgate.admin.preflight.SplitSides;
import io.shardgate.resharding.workflow.Streams;
import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.key.ShardName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Moves the reads of one tablet type from the shards that serve the master to those that overlap them, or back, in all
 * cells in one write.
 */
@CommandLine.Command(
        name = "MigrateServedTypes",
        description =
                "Moves a tablet type's queries between shards that overlap: to those that do not serve the master,"
                        + " or, with -reverse, back.")
final class MigrateServedTypes implements Command {

    @Option(names = "-cells", paramLabel = "<cell>", split = ",", description = "Only in these cells; default: in all.")
    private List<String> cells = List.of();

    @Option(names = "-reverse", description = "Move the type back to the shards that serve the master.")
    private boolean reverse;

    @Option(
            names = "-filtered_replication_wait_time",
            paramLabel = "<duration>",
            description = "master: how long the destinations may take to catch up before writes are stopped; default:"
                    + " 30s.")
    private Duration waitTime = Duration.ofSeconds(30);

    @Option(
            names = "-reverse_replication",
            description = "master: replicate what is written afterwards back to the old shards, so that the master can"
                    + " be migrated back.")
    private boolean reverseReplication;

    @Option(
            names = "-require_proof",
            description = "master: refuse if a destination was not found by SplitDiff to be as its sources say.")
    private boolean requireProof;

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "Any shard of the overlap.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Parameters(index = "1", paramLabel = "<type>", description = "rdonly, replica or master.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private TabletType type;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        checkType();
        if (type == TabletType.PRIMARY) {
            control.withKeyspaceLocked(
                    path.keyspace(),
                    "MigrateServedTypes " + path + " master",
                    lock -> migrateMaster(control, lock, out));
            return;
        }
        List<String> moved = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        long revision = control.updateLocked(path.keyspace(), "MigrateServedTypes " + path + " " + type, mutation -> {
            moved.clear();
            notes.clear();
            migrate(mutation, moved, notes);
        });
        notes.forEach(out::note);
        control.awaitSeen(revision);
        moved.forEach(out::line);
    }

    private void checkType() {
        if (type == TabletType.PRIMARY) {
            if (!cells.isEmpty()) {
                throw CommandException.usage("-cells is not possible for master: it moves in all cells at once");
            }
            if (reverse) {
                throw CommandException.usage(
                        "-reverse is not possible for master: with -reverse_replication the way back"
                                + " is MigrateServedTypes again");
            }
            return;
        }
        if (!type.isServed()) {
            throw CommandException.usage("'" + type + "' is not served; the types are rdonly, replica and master");
        }
    }

    private void migrateMaster(ControlPlane control, StoreLock lock, CommandOutput out) {
        new CutoverRecovery(control).requireEnded(path.keyspace(), lock);
        ServingTopology topology = control.topology();
        ControlPlane.requireShard(topology, path);
        Overlap overlap = Overlap.around(topology.shards(path.keyspace()), path);
        for (Shard target : overlap.others()) {
            ControlPlane.requirePrimary(topology, target);
            if (target.sources().isEmpty()) {
                throw CommandException.failed("neither " + Overlap.names(overlap.serving()) + " nor "
                        + Overlap.names(overlap.others())
                        + " is a destination of a copy. Did you run SplitClone " + path + " before?");
            }
            requireAllSources(overlap, target);
        }
        overlap.serving().forEach(source -> requireOwnServer(topology, source));
        List<String> first = new ArrayList<>();
        for (TabletType other : List.of(TabletType.REPLICA, TabletType.RDONLY)) {
            boolean isUsed = overlap.serving().stream()
                    .anyMatch(shard -> !topology.tablets(shard.keyspace(), shard.name(), other)
                            .isEmpty());
            boolean isLeft = isUsed
                    && topology.servedTypes().cells(path.keyspace()).values().stream()
                            .flatMap(served -> served.findPartition(other).stream())
                            .anyMatch(partition -> overlap.serving().stream()
                                    .anyMatch(shard -> partition.shards().contains(shard.name())));
            if (isLeft) {
                first.add(other.name());
            }
        }
        if (!first.isEmpty()) {
            throw CommandException.failed("cannot migrate MASTER away from " + path
                    + " until everything else is migrated. Make sure that the following types are migrated first: "
                    + String.join(", ", first));
        }
        check(overlap.sides(control, topology), out);
        Proofs.tell(control, overlap.others(), requireProof, out);
        tellExpectedPause(control, overlap, out);
        new Cutover(control, lock, overlap, out).run(waitTime, reverseReplication);
    }

    /** Who mends the topology by hand may forget one, whose rows would be lost. */
    private static void requireAllSources(Overlap overlap, Shard target) {
        Set<String> wanted = overlap.sourcesOf(target).stream()
                .map(MigrateServedTypes::describe)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> actual = target.sources().stream()
                .map(MigrateServedTypes::describe)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!actual.equals(wanted)) {
            throw CommandException.failed("destination " + target.path() + " is filled from "
                    + String.join(", ", actual)
                    + ", and should be from " + String.join(", ", wanted) + "; run CancelResharding " + target.path()
                    + ", empty it, and copy again with SplitClone. Nothing was migrated.");
        }
    }

    private static String describe(SourceShard source) {
        return source.keyspace() + "/" + source.shard() + " (key range " + source.keyRange() + ")";
    }

    private void check(SplitSides sides, CommandOutput out) {
        Findings findings = SplitChecks.beforeCutover(sides, reverseReplication);
        findings.warnings().forEach(warning -> out.note("warning: " + warning));
        if (!findings.blockers().isEmpty()) {
            throw CommandException.failed(String.join("\n", findings.blockers()) + "\nNothing was migrated.");
        }
    }

    private static void tellExpectedPause(ControlPlane control, Overlap overlap, CommandOutput out) {
        List<String> targets = overlap.others().stream().map(Shard::path).toList();
        long lag = control.streams().status().stream()
                .filter(status -> targets.contains(status.target()))
                .mapToLong(Streams.Status::lagMillis)
                .max()
                .orElse(0);
        out.line("filtered replication is " + lag + " ms behind; writes are going to wait for a fraction of a second"
                + " once it has caught up, for " + Cutover.LONGEST.toSeconds() + " s at most");
    }

    /** The whole server becomes read-only, and the application's connections to it are cut off. */
    private static void requireOwnServer(ServingTopology topology, Shard source) {
        Tablet primary = ControlPlane.requirePrimary(topology, source);
        for (Tablet other : topology.tablets()) {
            boolean isSameServer = other.address().equals(primary.address());
            boolean isSameShard =
                    other.keyspace().equals(source.keyspace()) && other.shard().equals(source.name());
            if (isSameServer && !isSameShard) {
                throw CommandException.failed("tablet " + primary.alias() + " shares its server " + primary.address()
                        + " with " + other.keyspace() + "/" + other.shard() + ", whose writes would stop with those of "
                        + source.path() + "; give " + source.path() + " a master on a server of its own first");
            }
        }
    }

    private void migrate(Mutation mutation, List<String> moved, List<String> notes) {
        ServingTopology topology = mutation.topology();
        ControlPlane.requireShard(topology, path);
        cells.forEach(cell -> ControlPlane.requireCell(topology, cell));
        Overlap overlap = Overlap.around(topology.shards(path.keyspace()), path);
        List<Shard> from = reverse ? overlap.others() : overlap.serving();
        List<Shard> to = reverse ? overlap.serving() : overlap.others();
        to.forEach(shard -> requireTablets(topology, shard));
        if (!reverse && to.stream().anyMatch(shard -> shard.sources().isEmpty())) {
            notes.add("nothing has copied rows into " + Overlap.names(to) + ": " + type
                    + " queries see what you have put there yourself");
        }
        // The lock keeps commands out; this keeps the decision true should it be lost.
        overlap.all().forEach(shard -> mutation.depend(shard.keyspace(), shard.name()));
        List<SrvKeyspace> served = topology.servedTypes().cells(path.keyspace()).values().stream()
                .filter(srv -> cells.isEmpty() || cells.contains(srv.cell()))
                .toList();
        int partitions = 0;
        for (SrvKeyspace srv : served) {
            ServedPartition partition = srv.findPartition(type).orElse(null);
            if (partition != null) {
                partitions++;
                mutation.put(srv.with(replaced(partition, srv.cell(), from, to, moved)));
            }
        }
        if (partitions == 0) {
            throw CommandException.failed("keyspace " + path.keyspace() + " serves no " + type
                    + (cells.isEmpty() ? "" : " in " + String.join(", ", cells)) + ", so there is nothing to migrate");
        }
    }

    private ServedPartition replaced(
            ServedPartition partition, String cell, List<Shard> from, List<Shard> to, List<String> moved) {
        List<ShardName> leaving = from.stream().map(Shard::name).toList();
        List<ShardName> entering = to.stream().map(Shard::name).toList();
        String what = path.keyspace() + " " + type + " in cell " + cell;
        if (partition.shards().containsAll(entering)) {
            moved.add(what + " was already served by " + Overlap.names(to));
            return partition;
        }
        if (!partition.shards().containsAll(leaving)) {
            throw CommandException.failed(what + " is served by "
                    + partition.shards().stream().map(ShardName::name).collect(Collectors.joining(", "))
                    + ", and not by "
                    + Overlap.names(from) + "; nothing was changed");
        }
        moved.add(what + " moved from " + Overlap.names(from) + " to " + Overlap.names(to));
        return partition.replace(leaving, entering);
    }

    private void requireTablets(ServingTopology topology, Shard shard) {
        if (topology.tablets(shard.keyspace(), shard.name(), type).isEmpty()) {
            throw CommandException.failed("shard " + shard.path() + " has no " + type
                    + " tablet, so its queries would fail; register one with InitTablet, then InitShardMaster");
        }
    }
}
