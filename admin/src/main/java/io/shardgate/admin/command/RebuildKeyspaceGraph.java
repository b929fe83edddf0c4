package io.shardgate.admin.command;

import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.ServingTopology;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives keyspaces the served types that they lack; what serves already is left as it is. */
@CommandLine.Command(
        name = "RebuildKeyspaceGraph",
        description =
                "Works out anew which shards serve a keyspace, for types and cells in which none do. Commands do so"
                        + " by themselves; what MigrateServedTypes has moved stays where it is.")
final class RebuildKeyspaceGraph implements Command {

    @Option(names = "-cells", paramLabel = "<cell>", split = ",", description = "Only in these cells; default: in all.")
    private List<String> cells = List.of();

    @Parameters(paramLabel = "<keyspace>", arity = "1..*")
    private List<String> keyspaces = List.of();

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        for (String keyspace : keyspaces) {
            long revision = control.updateLocked(keyspace, "RebuildKeyspaceGraph " + keyspace, mutation -> {
                ServingTopology topology = mutation.topology();
                ControlPlane.requireKeyspace(topology, keyspace);
                cells.forEach(cell -> ControlPlane.requireCell(topology, cell));
                for (Cell cell : topology.cells()) {
                    if (cells.isEmpty() || cells.contains(cell.name())) {
                        mutation.put(topology.servedTypes().rebuilt(keyspace, cell.name(), topology.shards(keyspace)));
                    }
                }
            });
            control.awaitSeen(revision);
        }
    }
}
