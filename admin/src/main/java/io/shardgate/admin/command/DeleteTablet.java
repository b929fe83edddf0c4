package io.shardgate.admin.command;

import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets tablets. Their servers go on running, untouched. */
@CommandLine.Command(
        name = "DeleteTablet",
        description = "Removes tablets from the topology; their servers are untouched.")
final class DeleteTablet implements Command {

    @Option(names = "-allow_master", description = "Remove also the master of a shard, which then has none.")
    private boolean allowMaster;

    @Parameters(paramLabel = "<tablet alias>", arity = "1..*", split = ",")
    private List<TabletAlias> aliases = List.of();

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long revision = control.repository().update(mutation -> {
            ServingTopology topology = mutation.topology();
            for (TabletAlias alias : aliases) {
                Tablet tablet = ControlPlane.requireTablet(topology, alias);
                if (topology.isPrimary(tablet)) {
                    if (!allowMaster) {
                        throw CommandException.failed("tablet " + alias + " is the master of " + tablet.keyspace() + "/"
                                + tablet.shard() + "; choose another one first, or use -allow_master");
                    }
                    topology.findShard(tablet.keyspace(), tablet.shard())
                            .ifPresent(shard -> mutation.put(without(shard)));
                }
                mutation.removeTablet(alias);
            }
        });
        control.awaitSeen(revision);
    }

    private static Shard without(Shard shard) {
        return new Shard(shard.keyspace(), shard.name(), null, shard.isPrimaryServing(), shard.sources());
    }
}
