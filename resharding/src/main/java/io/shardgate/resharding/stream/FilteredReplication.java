package io.shardgate.resharding.stream;

import com.github.shyiko.mysql.binlog.network.ServerException;
import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.RowSession;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a source's changes to one target for as long as it is open, on threads of its own. Safe for all threads.
 *
 * <p>The position is written in the transactions that change the rows, so that each change is applied once, whatever dies
 * in between. Each inserted, updated or deleted row must be there, or not be there, as the source says; else the stream
 * stops rather than hide a loss.
 */
public final class FilteredReplication implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FilteredReplication.class);

    private static final int CANNOT_READ_BINARY_LOG = 1236;
    private static final int QUEUE = 1_000;
    private static final int BATCH = 200;
    private static final int BATCH_ROWS = 2_000;
    private static final Duration ANSWER = Duration.ofMinutes(5);
    private static final long PATIENCE_MILLIS = 3_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 20;
    private static final long SILENCE_MILLIS = 15_000;

    /** Where server ids of replicas begin that are no servers. */
    private static final long FIRST_SERVER_ID = 1L << 30;

    private final StreamTarget stream;
    private final JdbcPools pools;
    private final boolean isMariaDb;
    private final @Nullable Position stopAt;

    /** Tables whose changes cannot be applied, and why. */
    private final Map<String, String> unreadable;

    private final BlockingQueue<SourceTransaction> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread reading;
    private final Thread applying;

    private volatile @Nullable BinlogReader reader;
    private volatile Position position;
    private volatile String problem = "";
    private volatile boolean broken;
    private volatile @Nullable String schemaChange;
    private volatile boolean closed;
    private volatile @Nullable Connection writing;
    private volatile long lagMillis;
    private final AtomicLong applied = new AtomicLong();

    /** Transactions that were read and are not applied yet. */
    private final AtomicLong unapplied = new AtomicLong();

    /** How a stream does. */
    public enum State {
        RUNNING,
        /** It stopped by itself, and its problem says why. */
        ERROR,
        STOPPED
    }

    private FilteredReplication(
            StreamTarget stream, JdbcPools pools, boolean isMariaDb, StreamRecord record, @Nullable Position stopAt) {
        this.stream = stream;
        this.pools = pools;
        this.isMariaDb = isMariaDb;
        this.stopAt = stopAt;
        this.position = Position.parse(record.position(), isMariaDb);
        this.unreadable = unreadable(stream, record, stopAt != null);
        String name = stream.sourcePath() + "-to-" + stream.targetPath();
        this.reading = new Thread(this::read, "stream-read-" + name);
        this.applying = new Thread(this::apply, "stream-apply-" + name);
        reading.setDaemon(true);
        applying.setDaemon(true);
        // Without their threads nothing would go on, and nothing would say so.
        reading.setUncaughtExceptionHandler((thread, e) -> failByDefect(e));
        applying.setUncaughtExceptionHandler((thread, e) -> failByDefect(e));
    }

    /**
     * Goes on where the target's record says, and ends at a position if one is given.
     *
     * @throws SQLException if the target cannot be asked
     * @throws IllegalStateException if it has no record
     */
    public static FilteredReplication start(
            StreamTarget stream, JdbcPools pools, boolean isMariaDb, @Nullable Position stopAt) throws SQLException {
        StreamRecord record;
        try (Connection connection = pools.connection(stream.target(), ServerAccess.Role.DBA, ANSWER)) {
            StreamRecord.createTables(connection);
            record = StreamRecord.find(connection, stream.targetPath(), stream.sourcePath())
                    .orElseThrow(() -> new IllegalStateException(
                            stream.targetPath() + " has no record of " + stream.sourcePath()));
        }
        FilteredReplication replication = new FilteredReplication(stream, pools, isMariaDb, record, stopAt);
        if (stopAt != null && replication.position.contains(stopAt)) {
            replication.closed = true;
        } else {
            replication.applying.start();
            replication.reading.start();
        }
        return replication;
    }

    /** @param isCopying whether tables may still lack copies, of which the changes are not wanted then */
    private static Map<String, String> unreadable(StreamTarget stream, StreamRecord record, boolean isCopying) {
        Map<String, String> unreadable = new LinkedHashMap<>();
        String mend = "; run CancelResharding " + stream.targetPath()
                + ", empty the destinations, and copy again with SplitClone";
        for (TableLayout table : stream.tables()) {
            String name = table.name();
            String definition = record.definitions().getOrDefault(name, table.definition());
            if (!isCopying && !record.chunks().containsKey(name)) {
                unreadable.put(name, "table " + name + " was not copied when the others were" + mend);
            } else if (!definition.equals(table.definition())) {
                unreadable.put(
                        name,
                        "table " + name + " has been changed, and rows from before that can no longer be read from the"
                                + " binary log" + mend);
            }
        }
        return unreadable;
    }

    public StreamTarget stream() {
        return stream;
    }

    /** Up to which the target has what it should have of the source. */
    public Position position() {
        return position;
    }

    public State state() {
        return broken ? State.ERROR : closed ? State.STOPPED : State.RUNNING;
    }

    /**
     * The position after a change of the source's tables because of which it has stopped, for when the target's tables
     * are alike again; empty if that is not why, or if all before it has not been applied.
     */
    public Optional<Position> afterSchemaChange() {
        String change = schemaChange;
        return change == null ? Optional.empty() : Optional.of(position.with(change));
    }

    /** What is wrong now, for an operator; empty if nothing is. */
    public String problem() {
        return problem;
    }

    /** How far the target was behind when it last applied something, or 0 if it has caught up. */
    public long lagMillis() {
        return queue.isEmpty() ? 0 : lagMillis;
    }

    /** How many rows it has changed since it was opened. */
    public long applied() {
        return applied.get();
    }

    /**
     * Waits until the target has all of a position.
     *
     * @return whether it has in time; not if the stream has stopped
     */
    public boolean await(Position wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!position.contains(wanted)) {
            if (state() != State.RUNNING || System.nanoTime() >= deadline) {
                return position.contains(wanted);
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private void read() {
        while (!closed && !broken) {
            long serverId = FIRST_SERVER_ID + ThreadLocalRandom.current().nextInt(1 << 29);
            try (BinlogReader attempt = new BinlogReader(
                    stream.source(),
                    pools.access(),
                    serverId,
                    position,
                    stream.tablesByName(),
                    unreadable,
                    stream.targetPath(),
                    this::enqueue)) {
                reader = attempt;
                if (!closed) {
                    attempt.run();
                }
            } catch (StreamException e) {
                // What came before it is applied all the same, so that the position is just before it.
                awaitApplied();
                if (e instanceof SchemaChangeException change && !broken) {
                    schemaChange = change.gtid();
                }
                fail(e.reason());
            } catch (IOException | RuntimeException e) {
                if (isGone(e)) {
                    awaitApplied();
                    fail("the source's binary log does not have what comes next any more: " + e.getMessage()
                            + "; run CancelResharding " + stream.targetPath()
                            + ", empty the destinations, and copy again with SplitClone");
                } else if (!closed) {
                    problem = "the binary log of " + stream.source().alias() + " cannot be read: " + e.getMessage();
                    log.warn("stream will be tried again stream={} problem={}", stream.targetPath(), problem);
                }
            }
            awaitApplied();
            pauseBeforeRetry();
        }
    }

    /** Whether to ask again is of no use; two replicas with the same number, by chance, push each other away. */
    private static boolean isGone(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ServerException said) {
                return said.getErrorCode() == CANNOT_READ_BINARY_LOG
                        && !String.valueOf(said.getMessage()).contains("same server");
            }
        }
        return false;
    }

    /** What was read is applied before reading begins again, as that begins at the position. */
    private void awaitApplied() {
        try {
            while (unapplied.get() > 0 && !closed && !broken) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void pauseBeforeRetry() {
        try {
            if (!closed && !broken) {
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void enqueue(SourceTransaction transaction) {
        unapplied.incrementAndGet();
        try {
            while (!queue.offer(transaction, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed || broken) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void apply() {
        List<SourceTransaction> batch = new ArrayList<>();
        while (!closed && !broken) {
            try (Connection connection = pools.dedicated(stream.target(), ServerAccess.Role.DBA, ANSWER)) {
                writing = connection;
                connection.setCatalog(stream.target().database());
                RowSession.forWriting(connection);
                CopiedRows copied = readRecord(connection);
                while (!closed && !broken) {
                    if (batch.isEmpty()) {
                        take(batch);
                        giveUpIfSilent();
                    }
                    if (!batch.isEmpty()) {
                        applyAll(connection, copied, batch);
                        unapplied.addAndGet(-batch.size());
                        batch.clear();
                    }
                }
            } catch (StreamException e) {
                fail(e.reason());
            } catch (SQLException e) {
                retryOrFail(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            } catch (RuntimeException e) {
                failByDefect(e);
            }
        }
    }

    /** A source whose machine is gone does not close its connections. */
    private void giveUpIfSilent() {
        BinlogReader current = reader;
        if (current != null && queue.isEmpty() && current.silentMillis() > SILENCE_MILLIS) {
            current.close();
        }
    }

    /** A commit of which we have not heard may have been made. */
    private CopiedRows readRecord(Connection connection) throws SQLException {
        StreamRecord record = StreamRecord.find(connection, stream.targetPath(), stream.sourcePath())
                .orElseThrow(() -> new StreamException("the target's record of the source is gone"));
        CopiedRows copied = CopiedRows.of(record, stream.tables(), connection);
        connection.rollback();
        position = Position.parse(record.position(), isMariaDb);
        return copied;
    }

    private void take(List<SourceTransaction> batch) throws InterruptedException {
        SourceTransaction first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        batch.add(first);
        int rows = first.changes().size();
        while (batch.size() < BATCH && rows < BATCH_ROWS) {
            SourceTransaction next = queue.poll();
            if (next == null) {
                return;
            }
            batch.add(next);
            rows += next.changes().size();
        }
    }

    private void applyAll(Connection connection, CopiedRows copied, List<SourceTransaction> batch) throws SQLException {
        Position reached = position;
        List<SourceTransaction> wanted = new ArrayList<>();
        for (SourceTransaction transaction : batch) {
            if (stopAt != null && reached.contains(stopAt)) {
                break;
            }
            // It may have been read again after the connection was lost. A replica that applies transactions side by
            // side
            // may lack one that comes before others that it has; what is copied from it comes before it then, too.
            boolean isBefore = stopAt == null || stopAt.has(transaction.gtid());
            if (isBefore && !reached.has(transaction.gtid())) {
                wanted.add(transaction);
                reached = reached.with(transaction.gtid());
            }
        }
        long rows;
        try (RowWriter writer = new RowWriter(connection)) {
            // First the record: whoever comes after a lost connection waits for its lock, and so for the outcome.
            StreamRecord.writePosition(connection, stream.targetPath(), stream.sourcePath(), reached.toString());
            for (SourceTransaction transaction : wanted) {
                for (RowChange change : transaction.changes()) {
                    apply(connection, writer, change, copied);
                }
            }
            rows = writer.flush();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
        applied.addAndGet(rows);
        problem = "";
        position = reached;
        lagMillis = Math.max(
                0, System.currentTimeMillis() - batch.get(batch.size() - 1).committedMillis());
        if (stopAt != null && reached.contains(stopAt)) {
            closed = true;
            closeReader();
        }
    }

    /** What the change is to the target: its row may come from, or go to, another shard, or what is not copied yet. */
    private void apply(Connection connection, RowWriter writer, RowChange change, CopiedRows copied)
            throws SQLException {
        TableLayout table = change.table();
        Row before = change.before();
        Row after = change.after();
        if (before != null && !isHere(connection, copied, table, before)) {
            before = null;
        }
        if (after != null && !isHere(connection, copied, table, after)) {
            after = null;
        }
        if (before != null && after != null) {
            writer.update(table, before, after);
        } else if (before != null) {
            writer.delete(table, before);
        } else if (after != null) {
            writer.insert(table, after);
        }
    }

    private boolean isHere(Connection connection, CopiedRows copied, TableLayout table, Row row) throws SQLException {
        return stream.range().contains(table.keyspaceId(row)) && copied.contains(table, row, connection);
    }

    private void retryOrFail(SQLException e) {
        if (closed) {
            return;
        }
        if (!PassingErrors.isPassing(e)) {
            fail("the target refuses a change of the source: " + e.getMessage());
            return;
        }
        problem = "the target cannot be written: " + e.getMessage();
        log.warn("stream will be tried again stream={} problem={}", stream.targetPath(), problem);
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void fail(String why) {
        problem = why;
        broken = true;
        log.error("stream stopped source={} target={} problem={}", stream.sourcePath(), stream.targetPath(), why);
        closeReader();
    }

    private void failByDefect(Throwable e) {
        log.error("a stream failed by a defect stream={}", stream.targetPath(), e);
        fail("internal error, see the log: " + e);
    }

    private void closeReader() {
        BinlogReader current = reader;
        if (current != null) {
            current.close();
        }
    }

    /** Ends it; what it has not applied by then it applies when it is started again. Blocks until its threads have ended. */
    @Override
    public void close() {
        closed = true;
        closeReader();
        try {
            applying.join(PATIENCE_MILLIS);
            // A server that hangs does not answer for minutes. Whoever goes on finds out whether a commit was made.
            Connection current = writing;
            if (applying.isAlive() && current != null) {
                current.abort(Runnable::run);
            }
            applying.join();
            // A connection that is only being made can be ended when it is there.
            while (reading.isAlive()) {
                closeReader();
                reading.join(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            log.warn("a connection could not be given up stream={}", stream.targetPath(), e);
        }
    }
}
