package io.shardgate.admin.replication;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
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

/** One tablet's server, over a connection of its own with the DBA account. Confined to one thread. */
public final class ReplicationServer implements AutoCloseable {

    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(60);

    private final Tablet tablet;
    private final Connection connection;
    private final ServerProduct product;
    private final ReplicationDialect dialect;

    private ReplicationServer(Tablet tablet, Connection connection, ServerProduct product) {
        this.tablet = tablet;
        this.connection = connection;
        this.product = product;
        this.dialect = ReplicationDialect.of(product);
    }

    /** @throws SQLException if the server cannot be reached or refuses; the message names the tablet */
    public static ReplicationServer connect(JdbcPools pools, Tablet tablet) throws SQLException {
        Connection connection = pools.dedicated(tablet, ServerAccess.Role.DBA, SERVER_TIMEOUT);
        try {
            return new ReplicationServer(tablet, connection, ServerProduct.parse(text(connection, "SELECT VERSION()")));
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
        return text(connection, "SELECT @@global.server_id");
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

    /** Ends replication here, with all binary logs and GTIDs; the data stays. The server is read-only afterwards. */
    public void forgetEverything() throws SQLException {
        // A reset writes to system tables, which super_read_only forbids; nobody can write meanwhile all the same.
        run(List.of("SET GLOBAL read_only = ON"));
        if (product.family() == ServerProduct.Family.MYSQL) {
            run(List.of("SET GLOBAL super_read_only = OFF"));
        }
        run(dialect.forgetEverything());
    }

    /** Begins to replicate, read-only. */
    public void replicateFrom(ReplicationSource source) throws SQLException {
        run(dialect.replicateFrom(source));
        run(dialect.becomeReadOnly());
    }

    /** Keeps applications from writing; what has all privileges, as filtered replication, can go on. */
    public void refuseApplications() throws SQLException {
        run(List.of("SET GLOBAL read_only = ON"));
    }

    public void becomeWritable() throws SQLException {
        run(dialect.becomeWritable());
    }

    /** What this server has executed, to be waited for on its replicas. */
    public String position() throws SQLException {
        return text(connection, dialect.position());
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
        if (!"0".equals(text(connection, dialect.waitFor(position, seconds)))) {
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

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            String text = rows.getString(1);
            return text == null ? "" : text;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
