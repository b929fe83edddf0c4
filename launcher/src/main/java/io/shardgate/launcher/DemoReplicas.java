package io.shardgate.launcher;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Waits until the demo's replicas have what was loaded, so that a demo that is READY answers alike from every tablet.
 * Replication is asynchronous; what a user writes later is on the replicas a moment later.
 */
final class DemoReplicas {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 10;
    private static final List<String> TABLET_TYPES = List.of("replica", "rdonly");
    private static final int ER_NO_SUCH_TABLE = 1146;

    private final UnaryOperator<String> url;

    /** @param url gives the JDBC URL of a target */
    DemoReplicas(UnaryOperator<String> url) {
        this.url = url;
    }

    void await(List<DemoData.Script> scripts) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (DemoData.Script script : scripts) {
            long loaded = rows(script.keyspace(), script.lastTable());
            for (String type : TABLET_TYPES) {
                String target = script.keyspace() + "@" + type;
                while (!has(target, script.lastTable(), loaded)) {
                    if (System.nanoTime() > deadline) {
                        throw new LaunchException(target + " does not have the data of the demo after "
                                + PATIENCE.toSeconds()
                                + " seconds; 'show slave status' on its servers tells why they do not replicate");
                    }
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        }
    }

    private boolean has(String target, String table, long rows) throws SQLException {
        try {
            return rows(target, table) == rows;
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_NO_SUCH_TABLE) {
                return false;
            }
            throw e;
        }
    }

    private long rows(String target, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url.apply(target), "demo", "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
