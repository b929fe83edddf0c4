package io.shardgate.admin.command;

import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.Chunk;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.Position;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Lets filtered replication go on after the source has changed its tables. */
@CommandLine.Command(
        name = "ResumeFilteredReplication",
        description =
                "Lets filtered replication to a destination go on that stopped because a source changed its tables,"
                        + " once the destination's tables have been changed alike.")
final class ResumeFilteredReplication implements Command {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    @Parameters(index = "0", paramLabel = "<keyspace/shard>", description = "The destination.")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        control.withKeyspaceLocked(path.keyspace(), "ResumeFilteredReplication " + path, lock -> {
            Shard target = ControlPlane.requireShard(control.topology(), path);
            if (target.sources().isEmpty()) {
                throw CommandException.failed("shard " + path + " has no source shard, so there is nothing to resume");
            }
            Map<FilteredReplication, Position> stopped = new LinkedHashMap<>();
            for (FilteredReplication stream : control.streams().all(target)) {
                Optional<Position> after = stream.afterSchemaChange();
                if (after.isPresent() && stream.state() == FilteredReplication.State.ERROR) {
                    stopped.put(stream, after.get());
                } else if (stream.state() == FilteredReplication.State.ERROR) {
                    throw CommandException.failed("filtered replication from "
                            + stream.stream().sourcePath() + " to " + path
                            + " has stopped, and not because of a change of tables: " + stream.problem());
                }
            }
            if (stopped.isEmpty()) {
                throw CommandException.failed("no filtered replication to " + path
                        + " has stopped because of a change of tables; ShowResharding " + path + " shows how it does");
            }
            try {
                stopped.keySet().forEach(stream -> requireAlike(control, stream.stream()));
                List<TableLayout> tables = control.awaitTables(path.keyspace());
                for (Map.Entry<FilteredReplication, Position> entry : stopped.entrySet()) {
                    goOn(control, entry.getKey().stream(), entry.getValue(), tables);
                }
                control.streams().pause(target);
                control.streams().resume(target);
            } catch (SQLException e) {
                throw CommandException.failed(String.valueOf(e.getMessage()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CommandException.failed("interrupted; run the command again", e);
            }
            out.line("filtered replication to " + path + " goes on");
        });
    }

    private static void requireAlike(ControlPlane control, StreamTarget stream) {
        List<String> differences = read(control, stream.source())
                .differences(stream.sourcePath(), read(control, stream.target()), stream.targetPath());
        if (!differences.isEmpty()) {
            throw CommandException.failed(String.join("\n", differences)
                    + "\nMake the destination's tables like the source's, with ExecuteFetchAsDba or CopySchemaShard, and"
                    + " run the command again.");
        }
    }

    private static DatabaseDefinition read(ControlPlane control, Tablet tablet) {
        try (Connection connection = control.pools().connection(tablet, ServerAccess.Role.DBA, ANSWER)) {
            return DatabaseDefinition.read(connection, tablet.database());
        } catch (SQLException e) {
            throw CommandException.failed(ExecuteFetchAsDba.describe(e, tablet), e);
        }
    }

    /** A table that the change has made was empty then, so all of it has been copied. */
    private static void goOn(ControlPlane control, StreamTarget stream, Position after, List<TableLayout> tables)
            throws SQLException {
        try (Connection connection = control.pools().dedicated(stream.target(), ServerAccess.Role.DBA, ANSWER)) {
            connection.setAutoCommit(false);
            StreamRecord record = StreamRecord.find(connection, stream.targetPath(), stream.sourcePath())
                    .orElseThrow(() -> CommandException.failed(
                            stream.targetPath() + " knows nothing of " + stream.sourcePath() + " any more"));
            for (TableLayout table : tables) {
                if (!record.chunks().containsKey(table.name())) {
                    StreamRecord.writeChunk(
                            connection, stream.targetPath(), stream.sourcePath(), table.name(), Chunk.wholeTableDone());
                }
                StreamRecord.writeDefinition(connection, stream.targetPath(), stream.sourcePath(), table);
            }
            StreamRecord.writePosition(connection, stream.targetPath(), stream.sourcePath(), after.toString());
            connection.commit();
        }
    }
}
