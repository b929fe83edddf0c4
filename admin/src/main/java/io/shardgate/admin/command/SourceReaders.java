package io.shardgate.admin.command;

import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which tablet of a source shard is read: an option that commands share. */
final class SourceReaders {

    @Option(
            names = "-min_healthy_rdonly_tablets",
            paramLabel = "<number>",
            defaultValue = "1",
            description = "How many rdonly tablets a source must have, one of which is read; with 0 the master is read"
                    + " where there is none. Default: ${DEFAULT-VALUE}.")
    private int minRdonly;

    /** Why the source of this master cannot be read; empty if it can. */
    Optional<String> problem(ServingTopology topology, Tablet master) {
        int count = rdonly(topology, master).size();
        return count >= minRdonly
                ? Optional.empty()
                : Optional.of("source shard " + master.keyspace() + "/" + master.shard() + " has " + count
                        + " rdonly tablets and needs " + minRdonly
                        + "; register one, or read the master with -min_healthy_rdonly_tablets=0");
    }

    /** The tablet that is read of the source of this master. */
    Tablet choose(ServingTopology topology, Tablet master) {
        return rdonly(topology, master).stream().findFirst().orElse(master);
    }

    private static List<Tablet> rdonly(ServingTopology topology, Tablet master) {
        return topology.tablets(master.keyspace(), master.shard(), TabletType.RDONLY);
    }
}
