package io.shardgate.admin.command;

import io.shardgate.serving.topology.Keyspace;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a keyspace without shards. */
@CommandLine.Command(name = "CreateKeyspace", description = "Creates a keyspace, which has no shards at first.")
final class CreateKeyspace implements Command {

    @Option(names = "-force", description = "Succeed also if the keyspace exists already.")
    private boolean force;

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long revision = control.updateLocked(keyspace, "CreateKeyspace", mutation -> {
            boolean exists = mutation.topology().findKeyspace(keyspace).isPresent();
            if (exists && !force) {
                throw CommandException.failed("keyspace " + keyspace + " exists already; -force accepts that");
            }
            if (!exists) {
                mutation.put(new Keyspace(keyspace));
            }
        });
        control.awaitSeen(revision);
    }
}
