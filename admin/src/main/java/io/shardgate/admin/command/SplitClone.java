package io.shardgate.admin.command;

import io.shardgate.admin.preflight.Findings;
import io.shardgate.admin.preflight.SplitChecks;
import io.shardgate.admin.preflight.SplitSides;
import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.copy.CopyThrottle;
import io.shardgate.resharding.copy.ShardCopy;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.resharding.workflow.StreamPlans;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Copies the rows of the shards that serve to those that are to take over, then keeps these up to date.
 *
 * <p>A copy that was stopped goes on when the command is run again.
 */
@CommandLine.Command(
        name = "SplitClone",
        description =
                "Copies the rows of the shards that serve the master to the shards that overlap them, and turns on"
                        + " filtered replication from the ones to the others.")
final class SplitClone implements Command {

    @Mixin
    private SourceReaders readers = new SourceReaders();

    @Mixin
    private CopySpeed speed = new CopySpeed();

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "Any shard of the overlap.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        control.withKeyspaceLocked(path.keyspace(), "SplitClone " + path, lock -> {
            ServingTopology topology = control.topology();
            ControlPlane.requireShard(topology, path);
            Overlap overlap = Overlap.around(topology.shards(path.keyspace()), path);
            SplitSides sides = overlap.sides(control, topology);
            check(sides, topology, overlap, out);
            List<TableLayout> tables = StreamPlans.layouts(sides.snapshot(), path.keyspace(), sides.schema());
            Map<Shard, List<StreamTarget>> plan = plan(topology, overlap, tables);
            out.line("State: cloning the data");
            CopyReport report = new CopyReport(out);
            CopyThrottle throttle = speed.throttle(control, overlap.others());
            Map<String, Long> copied = new TreeMap<>();
            for (Map.Entry<Shard, List<StreamTarget>> entry : plan.entrySet()) {
                Shard source = entry.getKey();
                Tablet reader = readers.choose(topology, ControlPlane.requirePrimary(topology, source));
                out.line("reading " + source.path() + " from " + reader.alias() + ", writing "
                        + Overlap.names(overlap.others()));
                copy(control, reader, entry.getValue(), throttle, report)
                        .forEach((table, rows) -> copied.merge(table, rows, Long::sum));
            }
            awaitTables(control);
            long revision = control.repository().update(mutation -> {
                mutation.under(lock);
                overlap.others().forEach(shard -> mutation.put(shard.withSources(overlap.sourcesOf(shard))));
            });
            control.awaitSeen(revision);
            out.line("State: done");
            out.line("Success:");
            copied.forEach((table, rows) -> out.line(table + ": copy done, copied " + rows + " rows"));
        });
    }

    private void awaitTables(ControlPlane control) {
        try {
            control.awaitTables(path.keyspace());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CommandException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return CommandException.failed("interrupted; run the command again to go on", e);
    }

    private static Map<Shard, List<StreamTarget>> plan(
            ServingTopology topology, Overlap overlap, List<TableLayout> tables) {
        Map<Shard, List<StreamTarget>> plan = new LinkedHashMap<>();
        for (Shard source : overlap.serving()) {
            List<StreamTarget> targets = new ArrayList<>();
            for (Shard target : overlap.others()) {
                source.keyRange()
                        .intersect(target.keyRange())
                        .ifPresent(range -> targets.add(StreamPlans.between(topology, source, target, range, tables)));
            }
            plan.put(source, targets);
        }
        return plan;
    }

    /** Everything that stands in the way, all at once. */
    private void check(SplitSides sides, ServingTopology topology, Overlap overlap, CommandOutput out) {
        Findings findings = SplitChecks.beforeCopy(sides);
        for (Shard target : overlap.others()) {
            if (!target.sources().isEmpty()) {
                findings.block("destination shard " + target.path() + " has filtered replication already; it is copied."
                        + " To copy it anew, CancelResharding " + target.path());
            }
        }
        for (Shard source : overlap.serving()) {
            sides.findPrimary(source)
                    .flatMap(primary -> readers.problem(topology, primary))
                    .ifPresent(findings::block);
        }
        findings.warnings().forEach(warning -> out.note("warning: " + warning));
        if (!findings.blockers().isEmpty()) {
            throw CommandException.failed(String.join("\n", findings.blockers()) + "\nNothing was copied.");
        }
    }

    private Map<String, Long> copy(
            ControlPlane control, Tablet reader, List<StreamTarget> targets, CopyThrottle throttle, CopyReport report) {
        try {
            return new ShardCopy(control.pools(), reader, targets, speed.settings(), throttle, report).run();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ReshardingException e) {
            throw CommandException.failed(String.valueOf(e.getMessage()), e);
        }
    }
}
