package io.shardgate.resharding.copy;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.Position;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.key.KeyRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Copies one source shard to the targets that take parts of it. Blocks; used once.
 *
 * <p>Every commit leaves in a target the source's rows at the position of the target's record, for the tables that the
 * record says are copied. A copy that was killed goes on with the tables that are left: what is copied is first brought to
 * the position of a new snapshot, and what was half copied is emptied.
 */
public final class ShardCopy {

    private static final Duration ANSWER = Duration.ofMinutes(60);
    private static final Duration CATCH_UP = Duration.ofHours(24);
    private static final int READERS = 2;
    private static final int REPORT_ROWS = 10_000;

    private final JdbcPools pools;
    private final Tablet reader;
    private final KeyRange sourceRange;
    private final List<StreamTarget> targets;
    private final List<TableLayout> tables;
    private final CopyProgress progress;

    /**
     * A copy that has not begun.
     *
     * @param reader the server that is read: a replica of the source, or its primary
     * @param sourceRange of the rows that the source has
     * @param targets from the same source, all with the same tables
     */
    public ShardCopy(
            JdbcPools pools, Tablet reader, KeyRange sourceRange, List<StreamTarget> targets, CopyProgress progress) {
        this.pools = pools;
        this.reader = reader;
        this.sourceRange = sourceRange;
        this.targets = List.copyOf(targets);
        this.tables = targets.get(0).tables();
        this.progress = progress;
    }

    /**
     * Copies what is left to copy.
     *
     * @throws ReshardingException if it cannot go on; the targets keep what they have for the next attempt
     */
    public void run() throws InterruptedException {
        try (ConsistentSnapshot snapshot = ConsistentSnapshot.open(pools, reader, READERS)) {
            Map<StreamTarget, StreamRecord> records = new LinkedHashMap<>();
            for (StreamTarget target : targets) {
                records.put(target, prepare(target, snapshot));
            }
            Queue<TableLayout> work = new ConcurrentLinkedQueue<>(tables);
            runAll(snapshot.readers(), connection -> {
                for (TableLayout table = work.poll(); table != null; table = work.poll()) {
                    copy(connection, table, records);
                }
            });
        } catch (SQLException e) {
            throw new ReshardingException("the copy stopped: " + e.getMessage() + "; run the same command again", e);
        }
    }

    private interface Work {
        void run(Connection connection) throws SQLException;
    }

    private static void runAll(List<Connection> connections, Work work) throws InterruptedException, SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(connections.size(), task -> {
            Thread thread = new Thread(task, "shard-copy");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Connection connection : connections) {
                running.add(threads.submit(() -> {
                    work.run(connection);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SQLException sql) {
                throw sql;
            }
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(cause);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Brings what a target has to the snapshot's position. */
    private StreamRecord prepare(StreamTarget target, ConsistentSnapshot snapshot)
            throws SQLException, InterruptedException {
        StreamRecord known;
        try (Connection connection = pools.dedicated(target.target(), ServerAccess.Role.DBA, ANSWER)) {
            StreamRecord.createTables(connection);
            known = StreamRecord.find(connection, target.targetPath(), target.sourcePath())
                    .orElse(null);
            if (known == null) {
                String position = snapshot.position().toString();
                StreamRecord.writePosition(connection, target.targetPath(), target.sourcePath(), position);
                return new StreamRecord(target.sourcePath(), position, Set.of());
            }
        }
        catchUp(target, snapshot.position(), snapshot.isMariaDb());
        return known;
    }

    private void catchUp(StreamTarget target, Position position, boolean isMariaDb)
            throws SQLException, InterruptedException {
        try (FilteredReplication replication = FilteredReplication.start(target, pools, isMariaDb, position)) {
            if (!replication.await(position, CATCH_UP)) {
                throw new ReshardingException(
                        "what was copied before cannot be brought up to date: " + replication.problem());
            }
        }
    }

    private void copy(Connection source, TableLayout table, Map<StreamTarget, StreamRecord> records)
            throws SQLException {
        List<TargetWriter> writers = new ArrayList<>();
        try {
            for (Map.Entry<StreamTarget, StreamRecord> entry : records.entrySet()) {
                if (!entry.getValue().copied().contains(table.name())) {
                    writers.add(TargetWriter.open(pools, entry.getKey(), table));
                }
            }
            if (writers.isEmpty()) {
                return;
            }
            for (TargetWriter writer : writers) {
                writer.empty(sourceRange);
            }
            long rows = readAll(source, table, writers);
            for (TargetWriter writer : writers) {
                writer.finish();
            }
            progress.done(table.name(), rows);
        } finally {
            for (TargetWriter writer : writers) {
                writer.close();
            }
        }
    }

    private long readAll(Connection source, TableLayout table, List<TargetWriter> writers) throws SQLException {
        long count = 0;
        try (Statement statement = source.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            // The driver's way to read rows as they come rather than all at once.
            statement.setFetchSize(Integer.MIN_VALUE);
            try (ResultSet rows = statement.executeQuery(table.select())) {
                while (rows.next()) {
                    Row row = table.read(rows);
                    var id = table.keyspaceId(row);
                    for (TargetWriter writer : writers) {
                        if (writer.range().contains(id)) {
                            writer.add(row);
                        }
                    }
                    count++;
                    if (count % REPORT_ROWS == 0) {
                        progress.read(table.name(), count);
                    }
                }
            }
        }
        return count;
    }
}
