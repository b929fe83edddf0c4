package io.shardgate.admin.command;

import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Takes a source away from a shard by hand. */
@CommandLine.Command(
        name = "SourceShardDelete",
        description = "Takes a source away from a shard, which ends the filtered replication from it. CancelResharding"
                + " does so for all shards of a split, and lets the servers forget it too.")
final class SourceShardDelete implements Command {

    @Parameters(index = "0", paramLabel = "<keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Parameters(index = "1", paramLabel = "<uid>", description = "As GetShard shows it.")
    private int uid;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long revision = control.updateLocked(path.keyspace(), "SourceShardDelete " + path, mutation -> {
            Shard shard = ControlPlane.requireShard(mutation.topology(), path);
            List<SourceShard> left = shard.sources().stream()
                    .filter(source -> source.uid() != uid)
                    .toList();
            if (left.size() == shard.sources().size()) {
                throw CommandException.failed("shard " + path + " has no source with the uid " + uid + "; GetShard "
                        + path + " shows those that it has");
            }
            mutation.put(shard.withSources(left));
        });
        control.awaitSeen(revision);
    }
}
