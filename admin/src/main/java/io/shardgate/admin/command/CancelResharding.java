package io.shardgate.admin.command;

import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Turns filtered replication off and forgets the copy; the rows that were copied stay where they are. */
@CommandLine.Command(
        name = "CancelResharding",
        description =
                "Turns filtered replication to the destinations off. The rows that were copied stay there; empty the"
                        + " tables before SplitClone copies them anew.")
final class CancelResharding implements Command {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "Any shard of the overlap.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        control.withKeyspaceLocked(path.keyspace(), "CancelResharding " + path, lock -> {
            ServingTopology topology = control.topology();
            ControlPlane.requireShard(topology, path);
            Overlap overlap = Overlap.around(topology.shards(path.keyspace()), path);
            for (SrvKeyspace served :
                    topology.servedTypes().cells(path.keyspace()).values()) {
                for (Shard target : overlap.others()) {
                    if (served.partitions().stream()
                            .anyMatch(partition -> partition.shards().contains(target.name()))) {
                        throw CommandException.failed("some served types have migrated to " + target.path()
                                + ", please undo them before canceling: MigrateServedTypes -reverse " + path
                                + " <type>");
                    }
                }
            }
            long revision = control.repository().update(mutation -> {
                mutation.under(lock);
                overlap.others().forEach(shard -> mutation.put(shard.withSources(List.of())));
            });
            control.awaitSeen(revision);
            forget(control, topology, overlap);
            out.line("filtered replication to " + Overlap.names(overlap.others()) + " is off");
        });
    }

    /** Removes what the targets know of their sources; their streams have ended or end now. */
    static void forget(ControlPlane control, ServingTopology topology, Overlap overlap) {
        for (Shard target : overlap.others()) {
            control.streams().pause(target);
            Tablet primary = ControlPlane.requirePrimary(topology, target);
            try (Connection connection = control.pools().connection(primary, ServerAccess.Role.DBA, ANSWER)) {
                StreamRecord.createTables(connection);
                for (Shard source : overlap.serving()) {
                    StreamRecord.remove(connection, target.path(), source.path());
                }
            } catch (SQLException e) {
                throw CommandException.failed(
                        "filtered replication is off, but its record on " + primary.alias() + " could not be removed: "
                                + e.getMessage() + "; run the command again",
                        e);
            } finally {
                control.streams().resume(target);
            }
        }
    }
}
