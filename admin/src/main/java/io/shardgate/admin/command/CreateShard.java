package io.shardgate.admin.command;

import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a shard. It serves only if no other shard has a part of its range, so that it never changes where queries go. */
@CommandLine.Command(
        name = "CreateShard",
        description = "Creates a shard; it serves at once only where no other shard of the keyspace overlaps it.")
final class CreateShard implements Command {

    @Option(names = "-force", description = "Succeed also if the shard exists already.")
    private boolean force;

    @Option(names = "-parent", description = "Create the keyspace too if it does not exist.")
    private boolean parent;

    @Parameters(paramLabel = "<keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        long revision = control.updateLocked(path.keyspace(), "CreateShard " + path, mutation -> {
            if (mutation.topology().findShard(path.keyspace(), path.shard()).isPresent()) {
                if (!force) {
                    throw CommandException.failed("shard " + path + " exists already; -force accepts that");
                }
                return;
            }
            if (parent && mutation.topology().findKeyspace(path.keyspace()).isEmpty()) {
                mutation.put(new Keyspace(path.keyspace()));
            } else {
                ControlPlane.requireKeyspace(mutation.topology(), path.keyspace());
                mutation.dependOnKeyspace(path.keyspace());
            }
            create(mutation, path, out);
        });
        control.awaitSeen(revision);
    }

    /** Adds the shard to what is changed; the keyspace must exist then, and be locked. */
    static Shard create(Mutation mutation, ShardPath path, CommandOutput out) {
        ServingTopology topology = mutation.topology();
        List<Shard> shards = new ArrayList<>(topology.shards(path.keyspace()));
        List<Shard> overlapping = shards.stream()
                .filter(shard -> shard.keyRange().overlaps(path.shard().range()))
                .toList();
        Shard created = new Shard(path.keyspace(), path.shard(), null, overlapping.isEmpty(), List.of());
        shards.add(created);
        mutation.put(created);
        for (Cell cell : topology.cells()) {
            mutation.put(topology.servedTypes().rebuilt(path.keyspace(), cell.name(), shards));
        }
        if (!overlapping.isEmpty()) {
            out.note("shard " + path + " does not serve: it overlaps "
                    + overlapping.stream().map(shard -> shard.name().name()).collect(Collectors.joining(", "))
                    + ", where queries go until MigrateServedTypes moves them");
        }
        return created;
    }
}
