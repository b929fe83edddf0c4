package io.shardgate.admin.command;

import io.shardgate.admin.preflight.Findings;
import io.shardgate.admin.preflight.SplitChecks;
import io.shardgate.admin.preflight.SplitSides;
import io.shardgate.serving.topology.ServingTopology;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for what stands in the way of the next step of a split, and changes nothing. */
@CommandLine.Command(
        name = "Preflight",
        description = "Lists everything that stands in the way of the next step of a split, SplitClone or"
                + " MigrateServedTypes master, and what should be known before it. Changes nothing.")
final class Preflight implements Command {

    @Option(
            names = "-reverse_replication",
            description = "Also what stands in the way of MigrateServedTypes -reverse_replication.")
    private boolean reverseReplication;

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "Any shard of the overlap.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        ControlPlane.requireShard(topology, path);
        Overlap overlap = Overlap.around(topology.shards(path.keyspace()), path);
        SplitSides sides = overlap.sides(control, topology);
        boolean isCopied =
                overlap.others().stream().noneMatch(shard -> shard.sources().isEmpty());
        String step = (isCopied ? "MigrateServedTypes " + path + " master" : "SplitClone " + path) + ", from "
                + Overlap.names(overlap.serving()) + " to " + Overlap.names(overlap.others());
        Findings findings =
                isCopied ? SplitChecks.beforeCutover(sides, reverseReplication) : SplitChecks.beforeCopy(sides);
        findings.blockers().forEach(blocker -> out.line("blocker: " + blocker));
        findings.warnings().forEach(warning -> out.line("warning: " + warning));
        findings.notes().forEach(note -> out.line("note: " + note));
        if (!findings.blockers().isEmpty()) {
            throw CommandException.failed(step + ": " + findings.blockers().size() + " in the way");
        }
        out.line(step + ": nothing is in the way");
    }
}
