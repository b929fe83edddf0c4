package io.shardgate.admin.command;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Removes a keyspace that has no shards any more. Nothing is deleted on any server. */
@CommandLine.Command(
        name = "DeleteKeyspace",
        description = "Removes a keyspace without shards from the topology; no data is deleted.")
final class DeleteKeyspace implements Command {

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long revision = control.updateLocked(keyspace, "DeleteKeyspace", mutation -> {
            ControlPlane.requireKeyspace(mutation.topology(), keyspace);
            var shards = mutation.topology().shards(keyspace);
            if (!shards.isEmpty()) {
                throw CommandException.failed("keyspace " + keyspace + " still has the shards "
                        + shards.stream().map(shard -> shard.name().name()).collect(Collectors.joining(", "))
                        + "; remove them first with DeleteShard");
            }
            mutation.removeKeyspace(keyspace);
        });
        control.awaitSeen(revision);
    }
}
