package io.shardgate.admin.command;

import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.Position;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits until a destination has all that its sources had when the command began. */
@CommandLine.Command(
        name = "WaitForFilteredReplication",
        description = "Waits until a destination has all that its sources have now.")
final class WaitForFilteredReplication implements Command {

    private static final Duration ANSWER = Duration.ofSeconds(10);

    @Option(names = "-max_delay", paramLabel = "<duration>", description = "How long to wait; default: 30s.")
    private Duration maxDelay = Duration.ofSeconds(30);

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "The destination.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        Shard target = ControlPlane.requireShard(topology, path);
        if (target.sources().isEmpty()) {
            throw CommandException.failed("shard " + path + " has no source shard, so there is nothing to wait for");
        }
        long deadline = System.nanoTime() + maxDelay.toNanos();
        try {
            for (FilteredReplication stream : control.streams().of(target)) {
                Tablet source = stream.stream().source();
                Position wanted;
                try (Connection connection = control.pools().connection(source, ServerAccess.Role.DBA, ANSWER)) {
                    wanted = ServerPosition.read(connection, source);
                }
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (!stream.await(wanted, left)) {
                    throw CommandException.failed(path + " has not caught up with "
                            + stream.stream().sourcePath() + " within " + maxDelay.toMillis() + " ms (lag "
                            + stream.lagMillis() + " ms"
                            + (stream.problem().isEmpty() ? ")" : "): " + stream.problem()));
                }
            }
        } catch (SQLException e) {
            throw CommandException.failed(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted", e);
        }
        out.line(path + " has caught up");
    }
}
