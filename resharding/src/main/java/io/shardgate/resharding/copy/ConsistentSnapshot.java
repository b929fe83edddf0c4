package io.shardgate.resharding.copy;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.row.RowSession;
import io.shardgate.resharding.stream.Position;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to one server that all see the same rows, and the position at which they do. Each is for one thread at a
 * time.
 *
 * <p>The server is locked for as long as it takes to open the transactions, a few milliseconds unless a long statement runs
 * there.
 */
public final class ConsistentSnapshot implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConsistentSnapshot.class);
    private static final Duration ANSWER = Duration.ofMinutes(60);
    private static final int LOCK_SECONDS = 1;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int ATTEMPTS = 30;
    private static final long RETRY_MILLIS = 2_000;
    private static final Duration BEHIND = Duration.ofMinutes(2);
    private static final long BEHIND_LOOK_MILLIS = 20;

    private final List<Connection> readers;
    private final Position position;
    private final boolean isMariaDb;

    private ConsistentSnapshot(List<Connection> readers, Position position, boolean isMariaDb) {
        this.readers = readers;
        this.position = position;
        this.isMariaDb = isMariaDb;
    }

    /**
     * Opens a snapshot of the tablet's database with a number of connections.
     *
     * @param targets what has been filled from the tablet's shard must not be ahead of the snapshot: a replica that is behind
     *     their records is waited for
     * @throws ReshardingException if the replica stays behind
     */
    public static ConsistentSnapshot open(
            JdbcPools pools, Tablet tablet, int connections, Collection<StreamTarget> targets)
            throws SQLException, InterruptedException {
        for (StreamTarget target : targets) {
            awaitRecord(pools, tablet, target);
        }
        return open(pools, tablet, connections);
    }

    private static void awaitRecord(JdbcPools pools, Tablet tablet, StreamTarget target)
            throws SQLException, InterruptedException {
        String recorded;
        try (Connection connection = pools.connection(target.target(), ServerAccess.Role.DBA, ANSWER)) {
            StreamRecord.createTables(connection);
            StreamRecord record = StreamRecord.find(connection, target.targetPath(), target.sourcePath())
                    .orElse(null);
            if (record == null) {
                return;
            }
            recorded = record.position();
        }
        long giveUpAt = System.nanoTime() + BEHIND.toNanos();
        try (Connection reader = pools.connection(tablet, ServerAccess.Role.DBA, ANSWER)) {
            Position wanted = Position.parse(recorded, ServerPosition.isMariaDb(reader));
            while (!ServerPosition.read(reader, tablet).contains(wanted)) {
                if (System.nanoTime() > giveUpAt) {
                    throw new ReshardingException(
                            "tablet " + tablet.alias() + " is behind what " + target.targetPath() + " has of "
                                    + target.sourcePath() + " already, and cannot be read; see to its replication");
                }
                Thread.sleep(BEHIND_LOOK_MILLIS);
            }
        }
    }

    /** Opens a snapshot of the tablet's database with a number of connections. */
    public static ConsistentSnapshot open(JdbcPools pools, Tablet tablet, int connections) throws SQLException {
        List<Connection> readers = new ArrayList<>();
        try (Connection locking = pools.dedicated(tablet, ServerAccess.Role.DBA, ANSWER);
                Statement lock = locking.createStatement()) {
            for (int i = 0; i < connections; i++) {
                Connection reader = pools.dedicated(tablet, ServerAccess.Role.DBA, ANSWER);
                readers.add(reader);
                reader.setCatalog(tablet.database());
                RowSession.forReading(reader);
                reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            lock(lock);
            Position position;
            try {
                for (Connection reader : readers) {
                    try (Statement begin = reader.createStatement()) {
                        begin.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
                    }
                }
                position = ServerPosition.readLocked(locking, tablet);
            } finally {
                lock.execute("UNLOCK TABLES");
            }
            return new ConsistentSnapshot(readers, position, ServerPosition.isMariaDb(locking));
        } catch (SQLException | RuntimeException e) {
            closeAll(readers);
            throw e;
        }
    }

    /** While it waits for a long statement it holds everybody up, so it waits only briefly, and tries again later. */
    private static void lock(Statement lock) throws SQLException {
        lock.execute("SET SESSION lock_wait_timeout = " + LOCK_SECONDS);
        for (int attempt = 1; ; attempt++) {
            try {
                lock.execute("FLUSH TABLES WITH READ LOCK");
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != LOCK_WAIT_TIMEOUT || attempt == ATTEMPTS) {
                    throw e;
                }
                log.info("tables could not be locked, a statement has run for too long attempt={}", attempt);
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while waiting to lock the tables", e);
            }
        }
    }

    /** What the connections see, and nothing after it. */
    public Position position() {
        return position;
    }

    public boolean isMariaDb() {
        return isMariaDb;
    }

    /** The connections, which stay this snapshot's. */
    public List<Connection> readers() {
        return List.copyOf(readers);
    }

    @Override
    public void close() {
        closeAll(readers);
    }

    private static void closeAll(List<Connection> connections) {
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("a connection of a snapshot could not be closed", e);
            }
        }
    }
}
