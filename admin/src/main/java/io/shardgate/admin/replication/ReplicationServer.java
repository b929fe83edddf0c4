package io.shardgate.admin.replication;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One tablet's server, over a connection of its own with the DBA account. Confined to one thread. */
public final class ReplicationServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReplicationServer.class);

    /** To ask for open transactions again before it is over gives the same answer again. */
    public static final Duration TRANSACTIONS_AGE = Duration.ofMillis(110);

    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(60);
    private static final int FENCE_SECONDS = 3;
    private static final int NO_SUCH_THREAD = 1094;

    private final Tablet tablet;
    private final Connection connection;
    private final ServerProduct product;
    private final ReplicationDialect dialect;
    private final String application;

    private ReplicationServer(Tablet tablet, Connection connection, ServerProduct product, String application) {
        this.tablet = tablet;
        this.application = application;
        this.connection = connection;
        this.product = product;
        this.dialect = ReplicationDialect.of(product);
    }

    /** @throws SQLException if the server cannot be reached or refuses; the message names the tablet */
    public static ReplicationServer connect(JdbcPools pools, Tablet tablet) throws SQLException {
        Connection connection = pools.dedicated(tablet, ServerAccess.Role.DBA, SERVER_TIMEOUT);
        try {
            return new ReplicationServer(
                    tablet,
                    connection,
                    ServerProduct.parse(Texts.value(connection, "SELECT VERSION()")),
                    pools.access().app().name());
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    public Tablet tablet() {
        return tablet;
    }

    public ServerProduct product() {
        return product;
    }

    public Connection connection() {
        return connection;
    }

    /** What replication needs of the server's settings and it does not have, as sentences; empty if all is well. */
    public List<String> missingSettings() throws SQLException {
        List<String> missing = new ArrayList<>();
        Map<String, String> variables = variables();
        require(variables, "log_bin", "ON", missing);
        if (product.family() == ServerProduct.Family.MYSQL) {
            require(variables, "gtid_mode", "ON", missing);
        }
        if ("0".equals(variables.get("server_id"))) {
            missing.add("server_id is 0; give each server of the shard one of its own");
        }
        return missing;
    }

    /** The number by which replication tells servers apart. */
    public String serverId() throws SQLException {
        return Texts.value(connection, "SELECT @@global.server_id");
    }

    private static void require(Map<String, String> variables, String name, String wanted, List<String> missing) {
        String actual = variables.getOrDefault(name, "absent");
        if (!wanted.equalsIgnoreCase(actual)) {
            missing.add(name + " is " + actual + " and must be " + wanted);
        }
    }

    private Map<String, String> variables() throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'gtid_mode', 'server_id')")) {
            while (rows.next()) {
                variables.put(rows.getString(1), rows.getString(2));
            }
        }
        return variables;
    }

    /**
     * Ends replication here, with all binary logs and GTIDs; the data stays. The server is read-only afterwards, and the
     * application can log in.
     */
    public void forgetEverything() throws SQLException {
        run(List.of("SET GLOBAL read_only = ON"));
        allowSystemTables();
        accountLock("UNLOCK");
        run(dialect.forgetEverything());
    }

    /** Accounts and positions are in system tables, which super_read_only forbids; read_only stays as it is. */
    private void allowSystemTables() throws SQLException {
        if (product.family() == ServerProduct.Family.MYSQL) {
            run(List.of("SET GLOBAL super_read_only = OFF"));
        }
    }

    /** Begins to replicate, read-only. */
    public void replicateFrom(ReplicationSource source) throws SQLException {
        run(dialect.replicateFrom(source));
        run(dialect.becomeReadOnly());
    }

    /**
     * Keeps the application away until {@link #becomeWritable}, also after a restart of the server: its account is locked,
     * whoever has logged in with it is cut off, and the server is read-only. What has all privileges, as filtered
     * replication, goes on; replicas hear nothing of it and can be read.
     */
    public void fence() throws SQLException {
        accountLock("LOCK");
        cutOff();
        // Waits for statements that are still ending, never for as long as clients are willing to wait.
        run(List.of("SET SESSION lock_wait_timeout = " + FENCE_SECONDS, "SET GLOBAL read_only = ON"));
    }

    /** Lets the application log in and write. */
    public void becomeWritable() throws SQLException {
        allowSystemTables();
        accountLock("UNLOCK");
        run(dialect.becomeWritable());
    }

    /** Nothing of it goes into the binary log: on replicas of this server the same account reads. */
    private void accountLock(String lockOrUnlock) throws SQLException {
        List<String> hosts = Texts.column(
                connection,
                "SELECT Host FROM mysql.user WHERE User = " + SqlNames.literal(application) + " ORDER BY Host");
        if (hosts.isEmpty()) {
            throw new SQLException("tablet " + tablet.alias() + " at " + tablet.address() + " has no account "
                    + application + "; create it there, as servers.app says");
        }
        run(List.of("SET SESSION sql_log_bin = OFF"));
        for (String host : hosts) {
            run(List.of("ALTER USER " + SqlNames.literal(application) + "@" + SqlNames.literal(host) + " ACCOUNT "
                    + lockOrUnlock));
        }
        run(List.of("SET SESSION sql_log_bin = ON"));
    }

    private void cutOff() throws SQLException {
        List<String> ids = Texts.column(
                connection,
                "SELECT id FROM information_schema.processlist WHERE user = " + SqlNames.literal(application));
        try (Statement statement = connection.createStatement()) {
            for (String id : ids) {
                try {
                    statement.execute("KILL " + id);
                } catch (SQLException e) {
                    if (e.getErrorCode() != NO_SUCH_THREAD) {
                        throw e;
                    }
                    log.debug("a connection had ended already id={}", id, e);
                }
            }
        }
    }

    /**
     * How many transactions of the application are open, as of {@link #TRANSACTIONS_AGE} ago at worst: servers answer from a
     * copy, which they renew only when nobody has asked for that long.
     */
    public int openTransactions() throws SQLException {
        return Integer.parseInt(Texts.value(
                connection,
                "SELECT COUNT(*) FROM information_schema.innodb_trx t JOIN information_schema.processlist p ON p.id ="
                        + " t.trx_mysql_thread_id WHERE p.user = " + SqlNames.literal(application)));
    }

    /** What this server has executed, to be waited for on its replicas. */
    public String position() throws SQLException {
        return Texts.value(connection, dialect.position());
    }

    /**
     * Waits until this server has executed the position.
     *
     * @throws SQLException saying how replication does here, if it has not in time
     */
    public void awaitPosition(String position, Duration atMost) throws SQLException {
        long seconds = Math.max(1, atMost.toSeconds());
        connection.setNetworkTimeout(
                Runnable::run,
                Math.toIntExact(SERVER_TIMEOUT.plusSeconds(seconds).toMillis()));
        if (!"0".equals(Texts.value(connection, dialect.waitFor(position, seconds)))) {
            throw new SQLException("tablet " + tablet.alias() + " at " + tablet.address() + " did not catch up within "
                    + seconds + " s: " + describeReplication());
        }
    }

    /** Whether it replicates from anywhere, successfully or not. */
    public boolean isReplica() throws SQLException {
        return !status().isEmpty();
    }

    private String describeReplication() throws SQLException {
        Map<String, String> status = status();
        if (status.isEmpty()) {
            return "it does not replicate at all";
        }
        List<String> parts = new ArrayList<>();
        dialect.threadColumns().forEach(column -> parts.add(column + " is " + status.get(column)));
        for (String column : List.of("Last_IO_Error", "Last_SQL_Error")) {
            String error = status.getOrDefault(column, "");
            if (!error.isEmpty()) {
                parts.add(error);
            }
        }
        return String.join(", ", parts);
    }

    private Map<String, String> status() throws SQLException {
        Map<String, String> status = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(dialect.status())) {
            if (row.next()) {
                ResultSetMetaData columns = row.getMetaData();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = row.getString(i);
                    status.put(columns.getColumnLabel(i), value == null ? "" : value);
                }
            }
        }
        return status;
    }

    private void run(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    // Only the first words: later ones hold a password.
                    String words =
                            String.join(" ", List.of(sql.split(" ")).subList(0, Math.min(3, sql.split(" ").length)));
                    throw new SQLException(
                            "tablet " + tablet.alias() + " at " + tablet.address() + " refused " + words + ": "
                                    + e.getMessage(),
                            e.getSQLState(),
                            e.getErrorCode(),
                            e);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
