package io.shardgate.admin.command;

import picocli.CommandLine;

/** Lists the keyspaces. */
@CommandLine.Command(name = "GetKeyspaces", description = "Lists the names of all keyspaces.")
final class GetKeyspaces implements Command {

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        control.topology().keyspaces().forEach(keyspace -> out.line(keyspace.name()));
    }
}
