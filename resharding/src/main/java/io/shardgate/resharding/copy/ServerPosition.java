package io.shardgate.resharding.copy;

import io.shardgate.resharding.stream.Position;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;

/** Where a server is in its shard's history. */
public final class ServerPosition {

    private static final Duration NOTED = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 1;

    private ServerPosition() {}

    public static boolean isMariaDb(Connection connection) throws SQLException {
        return connection
                .getMetaData()
                .getDatabaseProductVersion()
                .toLowerCase(Locale.ROOT)
                .contains("mariadb");
    }

    /**
     * What the server has executed, to the transaction, while the connection holds a lock that lets nothing commit.
     *
     * <p>A replica of MariaDB's notes the position of a transaction only after its rows can be seen, and without that lock:
     * it is read when it has come as far as the replica's own binary log, which is written before.
     */
    static Position readLocked(Connection connection, Tablet tablet) throws SQLException {
        if (!isMariaDb(connection) || tablet.type() == TabletType.PRIMARY) {
            return read(connection, tablet);
        }
        Position logged = read(connection, "@@GLOBAL.gtid_binlog_pos", true);
        long deadline = System.nanoTime() + NOTED.toNanos();
        Position noted = read(connection, tablet);
        // One that keeps no log of what it replicates, or has one of its own, has noted everything long before the
        // deadline.
        while (!noted.contains(logged) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while a replica's position was read", e);
            }
            noted = read(connection, tablet);
        }
        return noted;
    }

    /**
     * What the server has executed.
     *
     * @param tablet the server, whose type decides which of its positions counts
     */
    public static Position read(Connection connection, Tablet tablet) throws SQLException {
        boolean isMariaDb = isMariaDb(connection);
        String variable = !isMariaDb
                ? "@@GLOBAL.gtid_executed"
                : tablet.type() == TabletType.PRIMARY ? "@@GLOBAL.gtid_binlog_pos" : "@@GLOBAL.gtid_slave_pos";
        return read(connection, variable, isMariaDb);
    }

    private static Position read(Connection connection, String variable, boolean isMariaDb) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + variable)) {
            rows.next();
            return Position.parse(rows.getString(1), isMariaDb);
        }
    }
}
