package io.shardgate.resharding.copy;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.RowKey;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.Chunk;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.PassingErrors;
import io.shardgate.resharding.stream.Position;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies one source shard to the targets that take parts of it. Blocks; used once.
 *
 * <p>Every commit leaves in a target the source's rows at the position of the target's record, for what the record says is
 * copied. A copy that was stopped goes on where it was: what is copied is first brought to the position of a new
 * snapshot. While it runs it does so by itself when a server was lost.
 */
public final class ShardCopy {

    private static final Logger log = LoggerFactory.getLogger(ShardCopy.class);

    private static final Duration ANSWER = Duration.ofMinutes(60);
    private static final Duration CATCH_UP = Duration.ofHours(24);
    private static final long RETRY_MILLIS = 1_000;
    private static final int REPORT_ROWS = 1_000;

    private final JdbcPools pools;
    private final Tablet reader;
    private final List<StreamTarget> targets;
    private final List<TableLayout> tables;
    private final CopySettings settings;
    private final CopyThrottle throttle;
    private final CopyProgress progress;
    private final AtomicLong chunksDone = new AtomicLong();

    /**
     * A copy that has not begun.
     *
     * @param reader the server that is read: a replica of the source, or its primary
     * @param targets from the same source, all with the same tables
     */
    public ShardCopy(
            JdbcPools pools,
            Tablet reader,
            List<StreamTarget> targets,
            CopySettings settings,
            CopyThrottle throttle,
            CopyProgress progress) {
        this.pools = pools;
        this.reader = reader;
        this.targets = List.copyOf(targets);
        this.tables = targets.get(0).tables();
        this.settings = settings;
        this.throttle = throttle;
        this.progress = progress;
    }

    /** A chunk, or the rest of one, and the targets that lack just that. */
    private record Work(TableLayout table, @Nullable RowKey after, Map<StreamTarget, Chunk> chunks) {

        @Nullable
        RowKey upTo() {
            return chunks.values().iterator().next().upTo();
        }
    }

    /**
     * Copies what is left to copy.
     *
     * @return how many rows the targets have got, by table, with those of attempts before this one
     * @throws ReshardingException if it cannot go on; the targets keep what they have for the next attempt
     */
    public Map<String, Long> run() throws InterruptedException {
        long giveUpAt = System.nanoTime() + settings.patience().toNanos();
        long doneBefore = 0;
        while (true) {
            try {
                attempt();
                return rowsByTable();
            } catch (SQLException e) {
                if (chunksDone.get() > doneBefore) {
                    doneBefore = chunksDone.get();
                    giveUpAt = System.nanoTime() + settings.patience().toNanos();
                }
                if (!PassingErrors.isPassing(e) || System.nanoTime() > giveUpAt) {
                    throw new ReshardingException(
                            "the copy stopped: " + e.getMessage() + "; run the same command again to go on", e);
                }
                log.warn("a copy goes on with a new snapshot reader={}: {}", reader.alias(), e.getMessage());
                progress.waiting("the copy was interrupted and goes on: " + e.getMessage());
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    private void attempt() throws SQLException, InterruptedException {
        try (ConsistentSnapshot snapshot = ConsistentSnapshot.open(pools, reader, settings.readers(), targets)) {
            Queue<Work> work = new ConcurrentLinkedQueue<>(plan(snapshot));
            runAll(snapshot.readers(), connection -> {
                Map<StreamTarget, TargetWriter> writers = new LinkedHashMap<>();
                try {
                    for (Work next = work.poll(); next != null; next = work.poll()) {
                        copy(connection, next, writers);
                        chunksDone.incrementAndGet();
                    }
                } finally {
                    for (TargetWriter writer : writers.values()) {
                        writer.close();
                    }
                }
            });
        }
    }

    private interface Copying {
        void run(Connection connection) throws SQLException, InterruptedException;
    }

    private static void runAll(List<Connection> connections, Copying work) throws InterruptedException, SQLException {
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
            // What is still being written would be missed by the next attempt.
            threads.awaitTermination(ANSWER.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private List<Work> plan(ConsistentSnapshot snapshot) throws SQLException, InterruptedException {
        Map<StreamTarget, StreamRecord> records = new LinkedHashMap<>();
        for (StreamTarget target : targets) {
            StreamRecord known = find(target);
            if (known != null) {
                records.put(target, known);
                catchUp(target, snapshot.position(), snapshot.isMariaDb());
            }
        }
        List<Work> work = new ArrayList<>();
        Map<String, List<Chunk>> chunks = new LinkedHashMap<>();
        Connection source = snapshot.readers().get(0);
        requireTablesAsPlanned(source);
        for (TableLayout table : tables) {
            long rows = ChunkPlan.estimatedRows(source, table);
            progress.planned(table.name(), rows);
            List<Chunk> known = known(table, records);
            chunks.put(table.name(), known.isEmpty() ? ChunkPlan.divide(source, table, rows, settings) : known);
        }
        for (StreamTarget target : targets) {
            records.put(target, complete(target, records.get(target), snapshot.position(), chunks));
        }
        for (TableLayout table : tables) {
            int count = Objects.requireNonNull(chunks.get(table.name())).size();
            for (int number = 0; number < count; number++) {
                work.addAll(left(table, number, records));
            }
        }
        return work;
    }

    /**
     * The plan is older than the snapshot, by hours where another source was copied before; a stream that begins at the
     * snapshot hears nothing of what was created or altered between.
     */
    private void requireTablesAsPlanned(Connection source) throws SQLException {
        Map<String, Integer> planned = new TreeMap<>();
        tables.forEach(table -> planned.put(table.name(), table.columnsOfTable()));
        Map<String, Integer> found = new TreeMap<>();
        try (Statement statement = source.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT t.table_name, COUNT(*) FROM information_schema.tables t JOIN"
                                + " information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name ="
                                + " t.table_name WHERE t.table_schema = DATABASE() AND t.table_type NOT LIKE '%VIEW%' GROUP BY"
                                + " t.table_name")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getInt(2));
            }
        }
        if (!found.equals(planned)) {
            throw new ReshardingException(
                    "the tables of " + reader.alias() + " were changed after the copy was planned;"
                            + " make the destinations' tables alike with CopySchemaShard or ExecuteFetchAsDba, and run the same"
                            + " command again");
        }
    }

    private @Nullable StreamRecord find(StreamTarget target) throws SQLException {
        try (Connection connection = pools.dedicated(target.target(), ServerAccess.Role.DBA, ANSWER)) {
            StreamRecord.createTables(connection);
            return StreamRecord.find(connection, target.targetPath(), target.sourcePath())
                    .orElse(null);
        }
    }

    /** Brings what a target has to the snapshot's position. */
    private void catchUp(StreamTarget target, Position position, boolean isMariaDb)
            throws SQLException, InterruptedException {
        try (FilteredReplication replication = FilteredReplication.start(target, pools, isMariaDb, position)) {
            if (!replication.await(position, CATCH_UP)) {
                throw new ReshardingException(
                        "what was copied before cannot be brought up to date: " + replication.problem());
            }
        }
    }

    /** How the targets that have some of a table know it to be divided, without what they have; empty if none has. */
    private static List<Chunk> known(TableLayout table, Map<StreamTarget, StreamRecord> records) {
        List<List<Chunk>> divisions = records.values().stream()
                .map(record -> record.chunks().getOrDefault(table.name(), List.of()).stream()
                        .map(Chunk::fresh)
                        .toList())
                .filter(chunks -> !chunks.isEmpty())
                .distinct()
                .toList();
        if (divisions.size() > 1) {
            throw new ReshardingException("the destinations have copies of table " + table.name()
                    + " that were begun by themselves; run CancelResharding for each, empty them, and copy again");
        }
        return divisions.isEmpty() ? List.of() : divisions.get(0);
    }

    /** Writes to a target's record what it lacks. */
    private StreamRecord complete(
            StreamTarget target, @Nullable StreamRecord known, Position position, Map<String, List<Chunk>> chunks)
            throws SQLException {
        Map<String, List<Chunk>> all = new LinkedHashMap<>();
        try (Connection connection = pools.dedicated(target.target(), ServerAccess.Role.DBA, ANSWER)) {
            connection.setAutoCommit(false);
            if (known == null) {
                StreamRecord.writePosition(connection, target.targetPath(), target.sourcePath(), position.toString());
            } else {
                all.putAll(known.chunks());
            }
            for (TableLayout table : tables) {
                List<Chunk> missing = Objects.requireNonNull(chunks.get(table.name()));
                if (all.putIfAbsent(table.name(), missing) == null) {
                    for (Chunk chunk : missing) {
                        StreamRecord.writeChunk(
                                connection, target.targetPath(), target.sourcePath(), table.name(), chunk);
                    }
                    StreamRecord.writeDefinition(connection, target.targetPath(), target.sourcePath(), table);
                }
            }
            connection.commit();
        }
        return new StreamRecord(target.sourcePath(), position.toString(), all, Map.of());
    }

    /** What is left of a chunk; targets that are at different places of it get it by themselves. */
    private static List<Work> left(TableLayout table, int number, Map<StreamTarget, StreamRecord> records) {
        Map<String, Work> byPlace = new LinkedHashMap<>();
        records.forEach((target, record) -> {
            Chunk chunk =
                    Objects.requireNonNull(record.chunks().get(table.name())).get(number);
            if (!chunk.isDone()) {
                byPlace.computeIfAbsent(
                                String.valueOf(chunk.restAfter()),
                                place -> new Work(table, chunk.restAfter(), new LinkedHashMap<>()))
                        .chunks()
                        .put(target, chunk);
            }
        });
        return List.copyOf(byPlace.values());
    }

    private void copy(Connection source, Work work, Map<StreamTarget, TargetWriter> open)
            throws SQLException, InterruptedException {
        List<TargetWriter> writers = new ArrayList<>();
        for (Map.Entry<StreamTarget, Chunk> entry : work.chunks().entrySet()) {
            TargetWriter writer = open.get(entry.getKey());
            if (writer == null) {
                writer = TargetWriter.open(pools, entry.getKey(), settings, throttle, progress::waiting);
                open.put(entry.getKey(), writer);
            }
            writer.begin(work.table(), entry.getValue());
            writers.add(writer);
        }
        readAll(source, work, writers);
        for (TargetWriter writer : writers) {
            writer.finish();
        }
    }

    private void readAll(Connection source, Work work, List<TargetWriter> writers)
            throws SQLException, InterruptedException {
        TableLayout table = work.table();
        int unreported = 0;
        try (Statement statement = source.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            // The driver's way to read rows as they come rather than all at once.
            statement.setFetchSize(Integer.MIN_VALUE);
            try (ResultSet rows = statement.executeQuery(table.select(work.after(), work.upTo()))) {
                while (rows.next()) {
                    Row row = table.read(rows);
                    var id = table.keyspaceId(row);
                    for (TargetWriter writer : writers) {
                        if (writer.range().contains(id)) {
                            writer.add(row);
                        }
                    }
                    if (++unreported == REPORT_ROWS) {
                        progress.read(table.name(), unreported);
                        unreported = 0;
                    }
                }
            }
        }
        progress.read(table.name(), unreported);
    }

    private Map<String, Long> rowsByTable() throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        for (StreamTarget target : targets) {
            StreamRecord record = find(target);
            if (record != null) {
                record.chunks()
                        .forEach((table, chunks) -> rows.merge(
                                table, chunks.stream().mapToLong(Chunk::rows).sum(), Long::sum));
            }
        }
        return rows;
    }
}
