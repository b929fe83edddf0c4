package io.shardgate.admin.command;

import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.SrvKeyspace;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Adds a cell, which from then on serves the keyspaces that are complete. */
@CommandLine.Command(name = "AddCellInfo", description = "Adds a cell.")
final class AddCellInfo implements Command {

    @Parameters(paramLabel = "<cell>")
    private String cell = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long revision = control.repository().update(this::change);
        control.awaitSeen(revision);
    }

    private void change(Mutation mutation) {
        ServingTopology topology = mutation.topology();
        if (topology.findCell(cell).isPresent()) {
            throw CommandException.failed("cell " + cell + " exists already");
        }
        mutation.put(new Cell(cell));
        for (Keyspace keyspace : topology.keyspaces()) {
            SrvKeyspace srv = topology.servedTypes().rebuilt(keyspace.name(), cell, topology.shards(keyspace.name()));
            topology.shards(keyspace.name()).forEach(shard -> mutation.depend(keyspace.name(), shard.name()));
            mutation.put(srv);
        }
    }
}
