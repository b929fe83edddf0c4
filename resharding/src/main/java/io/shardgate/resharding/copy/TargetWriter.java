package io.shardgate.resharding.copy;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.RowSession;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.Chunk;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.vschema.key.KeyRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks to one target, one after the other, in transactions that say how far they have come. For one thread; it
 * writes on another one, so that the next rows are read meanwhile.
 */
final class TargetWriter implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int DUPLICATE_KEY = 1062;

    private final StreamTarget target;
    private final Connection connection;
    private final CopySettings settings;
    private final CopyThrottle throttle;
    private final Consumer<String> waiting;
    private final ExecutorService writing;

    private @Nullable TableLayout table;
    private @Nullable Chunk chunk;
    private List<Row> batch = new ArrayList<>();
    private int batchBytes;
    private @Nullable Future<Chunk> underWay;

    private TargetWriter(
            StreamTarget target,
            Connection connection,
            CopySettings settings,
            CopyThrottle throttle,
            Consumer<String> waiting) {
        this.target = target;
        this.connection = connection;
        this.settings = settings;
        this.throttle = throttle;
        this.waiting = waiting;
        this.writing = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "copy-to-" + target.targetPath());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param waiting hears why it waits, if it does for long */
    static TargetWriter open(
            JdbcPools pools,
            StreamTarget target,
            CopySettings settings,
            CopyThrottle throttle,
            Consumer<String> waiting)
            throws SQLException {
        Connection connection = pools.dedicated(target.target(), ServerAccess.Role.DBA, ANSWER);
        try {
            connection.setCatalog(target.target().database());
            RowSession.forWriting(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new TargetWriter(target, connection, settings, throttle, waiting);
    }

    KeyRange range() {
        return target.range();
    }

    /** What is added from now on belongs to this chunk, and continues what has been copied of it. */
    void begin(TableLayout ofTable, Chunk continued) {
        table = ofTable;
        chunk = continued;
    }

    /** Takes the next row in the order of the table's key. */
    void add(Row row) throws SQLException, InterruptedException {
        batch.add(row);
        batchBytes += row.size();
        if (batch.size() >= settings.maxRows() || batchBytes >= settings.maxBytes()) {
            handOver(false);
        }
    }

    /** Writes what is left, and that the chunk is done. */
    void finish() throws SQLException, InterruptedException {
        handOver(true);
        await();
    }

    private void handOver(boolean isLast) throws SQLException, InterruptedException {
        await();
        TableLayout into = table;
        Chunk before = chunk;
        if (into == null || before == null) {
            throw new IllegalStateException("no chunk has begun");
        }
        List<Row> rows = batch;
        batch = new ArrayList<>();
        batchBytes = 0;
        underWay = writing.submit(() -> write(into, before, rows, isLast));
    }

    /** Waits for what is being written, of which there is one transaction at most. */
    private void await() throws SQLException, InterruptedException {
        if (underWay == null) {
            return;
        }
        try {
            chunk = underWay.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException();
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            underWay = null;
        }
    }

    private Chunk write(TableLayout into, Chunk before, List<Row> rows, boolean isLast)
            throws SQLException, InterruptedException {
        throttle.await(target.target().alias(), waiting);
        Chunk after = before.copied(
                rows.isEmpty() ? before.copiedTo() : into.key(rows.get(rows.size() - 1)), isLast, rows.size());
        // First the record: whoever comes after a lost connection waits for its lock, and so for the outcome.
        StreamRecord.writeChunk(connection, target.targetPath(), target.sourcePath(), into.name(), after);
        if (!rows.isEmpty()) {
            insert(into, rows);
        }
        connection.commit();
        return after;
    }

    private void insert(TableLayout into, List<Row> rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The text is plain SQL, which the driver need not search for its own escapes.
            statement.setEscapeProcessing(false);
            int inserted = statement.executeUpdate(into.insert(rows));
            if (inserted != rows.size()) {
                throw new IllegalStateException(inserted + " of " + rows.size() + " rows were inserted");
            }
        } catch (SQLException e) {
            if (e.getErrorCode() == DUPLICATE_KEY) {
                throw new ReshardingException(
                        "destination " + target.targetPath() + " has rows in table " + into.name()
                                + " that the copy has not put there (" + e.getMessage()
                                + "); empty it, run CancelResharding " + target.targetPath()
                                + ", and copy again",
                        e);
            }
            throw e;
        }
    }

    /** Ends it at once; what is being written is written, or is not, when it returns. */
    @Override
    public void close() throws SQLException {
        writing.shutdownNow();
        connection.close();
    }
}
