package io.shardgate.admin.command;

import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import io.shardgate.vschema.key.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a shard a source by hand. */
@CommandLine.Command(
        name = "SourceShardAdd",
        description = "Gives a shard a source for filtered replication, as SplitClone does when it has copied the rows."
                + " For repairs: the stream runs only if the shard's server knows a position in the source.")
final class SourceShardAdd implements Command {

    @Option(
            names = "-key_range",
            paramLabel = "<range>",
            description = "The part of the source that is replicated; default: what both shards have.")
    private @Nullable String keyRange;

    @Option(names = "-tables", paramLabel = "<table>", split = ",", hidden = true)
    private List<String> tables = List.of();

    @Parameters(index = "0", paramLabel = "<keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Parameters(index = "1", paramLabel = "<uid>", description = "A number that no other source of the shard has.")
    private int uid;

    @Parameters(index = "2", paramLabel = "<source keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath source;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        if (!tables.isEmpty()) {
            throw CommandException.usage("-tables is for vertical splits, which are not possible yet");
        }
        if (!source.keyspace().equals(path.keyspace())) {
            throw CommandException.usage("the source must be in the same keyspace as " + path);
        }
        long revision = control.updateLocked(path.keyspace(), "SourceShardAdd " + path, mutation -> {
            ServingTopology topology = mutation.topology();
            Shard target = ControlPlane.requireShard(topology, path);
            Shard from = ControlPlane.requireShard(topology, source);
            if (target.sources().stream().anyMatch(known -> known.uid() == uid)) {
                throw CommandException.failed("shard " + path + " has a source with the uid " + uid + " already");
            }
            if (target.isPrimaryServing()) {
                throw CommandException.failed("shard " + path + " serves the master; what is replicated to it would"
                        + " collide with what the application writes");
            }
            List<SourceShard> sources = new ArrayList<>(target.sources());
            sources.add(new SourceShard(uid, source.keyspace(), source.shard(), range(target, from), List.of()));
            mutation.put(target.withSources(sources));
        });
        control.awaitSeen(revision);
    }

    private KeyRange range(Shard target, Shard from) {
        KeyRange both = from.keyRange()
                .intersect(target.keyRange())
                .orElseThrow(() -> CommandException.failed(source + " and " + path + " have no key range in common"));
        if (keyRange == null) {
            return both;
        }
        KeyRange wanted = KeyRange.parse(keyRange);
        if (!wanted.intersect(both).filter(wanted::equals).isPresent()) {
            throw CommandException.failed(
                    "the key range " + wanted + " is not within " + both + ", which both shards have");
        }
        return wanted;
    }
}
