package io.shardgate.admin.command;

import io.shardgate.resharding.diff.ShardDiff;
import io.shardgate.resharding.diff.TableDiff;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.resharding.workflow.StreamPlans;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compares a destination with its sources, row by row, while both are in use. */
@CommandLine.Command(
        name = "SplitDiff",
        description =
                "Compares the rows of a destination shard with those of its sources at one point of their history."
                        + " Filtered replication pauses for a moment; live traffic does not.")
final class SplitDiff implements Command {

    @Mixin
    private SourceReaders readers = new SourceReaders();

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "The destination.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        control.withKeyspaceLocked(path.keyspace(), "SplitDiff " + path, lock -> {
            ServingTopology topology = control.topology();
            Shard target = ControlPlane.requireShard(topology, path);
            if (target.sources().isEmpty()) {
                throw CommandException.failed(
                        "shard " + path + " has no source shard; SplitClone copies rows to a shard and gives it one");
            }
            control.streams().of(target);
            List<StreamTarget> streams = StreamPlans.of(
                    control.snapshots().current(), target, control.tables().readNow(path.keyspace()));
            List<ShardDiff.Source> sources = new ArrayList<>();
            for (StreamTarget stream : streams) {
                readers.problem(topology, stream.source()).ifPresent(problem -> {
                    throw CommandException.failed(problem);
                });
                sources.add(new ShardDiff.Source(stream, readers.choose(topology, stream.source())));
            }
            compare(control, target, sources, out);
        });
    }

    private static void compare(ControlPlane control, Shard target, List<ShardDiff.Source> sources, CommandOutput out) {
        List<String> different = new ArrayList<>();
        try (ShardDiff diff = new ShardDiff(control.pools(), sources)) {
            control.streams().pause(target);
            try {
                diff.freeze();
            } finally {
                control.streams().resume(target);
            }
            long[] started = {System.nanoTime()};
            diff.compare(report -> {
                double seconds = Math.max(1e-9, (System.nanoTime() - started[0]) / 1e9);
                tell(report, (long) (report.processed() / seconds), different, out);
                started[0] = System.nanoTime();
            });
        } catch (SQLException e) {
            throw CommandException.failed("the comparison stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", e);
        }
        if (!different.isEmpty()) {
            throw CommandException.failed(String.join("\n", different));
        }
        Proofs.note(control, target);
    }

    private static void tell(TableDiff.Report report, long perSecond, List<String> different, CommandOutput out) {
        if (report.isAlike()) {
            out.line("Table " + report.table() + " checks out (" + report.processed() + " rows processed, " + perSecond
                    + " qps)");
            return;
        }
        report.examples().forEach(out::line);
        long matching = report.processed() - report.mismatched() - report.extraInSource() - report.extraInTarget();
        different.add("table " + report.table() + " has differences: " + report.processed() + " processed, " + matching
                + " matching, " + report.mismatched() + " mismatched, " + report.extraInSource()
                + " extra in the source, " + report.extraInTarget() + " extra in the destination");
    }
}
