package io.shardgate.admin.command;

import io.shardgate.resharding.workflow.Streams;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Shows what is being copied and how the streams do. */
@CommandLine.Command(
        name = "ShowResharding",
        description = "Shows the shards that are split or merged, and how filtered replication to them does.")
final class ShowResharding implements Command {

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "Any shard of the overlap.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        ControlPlane.requireShard(topology, path);
        Overlap overlap = Overlap.around(topology.shards(path.keyspace()), path);
        out.line("sources: " + Overlap.names(overlap.serving()));
        out.line("destinations: " + Overlap.names(overlap.others()));
        List<String> targets = overlap.others().stream().map(Shard::path).toList();
        List<Streams.Status> streams = control.streams().status().stream()
                .filter(status -> targets.contains(status.target()))
                .toList();
        if (streams.isEmpty()) {
            out.line("no filtered replication; SplitClone " + path + " copies the rows and turns it on");
        }
        for (Streams.Status status : streams) {
            out.line(status.source() + " to " + status.target() + ": " + status.state() + ", lag " + status.lagMillis()
                    + " ms" + (status.problem().isEmpty() ? "" : ": " + status.problem()));
        }
    }
}
