package io.shardgate.serving.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a server how its replication does, in whichever of the two ways it understands. */
final class ReplicationStatus {

    private static final String NEW = "SHOW REPLICA STATUS";
    private static final String OLD = "SHOW SLAVE STATUS";
    private static final int SYNTAX_ERROR = 1064;
    private static final int ACCESS_DENIED = 1227;

    private ReplicationStatus() {}

    /** Empty if the account may not ask. */
    static Optional<ReplicationState> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return Optional.of(read(statement, NEW));
        } catch (SQLException e) {
            if (e.getErrorCode() != SYNTAX_ERROR) {
                return orEmpty(e);
            }
        }
        try (Statement statement = connection.createStatement()) {
            return Optional.of(read(statement, OLD));
        } catch (SQLException e) {
            return orEmpty(e);
        }
    }

    private static Optional<ReplicationState> orEmpty(SQLException e) throws SQLException {
        if (e.getErrorCode() == ACCESS_DENIED) {
            return Optional.empty();
        }
        throw e;
    }

    private static ReplicationState read(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                return new ReplicationState("", false, false, "");
            }
            String host = find(rows, "source_host", "master_host");
            String port = find(rows, "source_port", "master_port");
            String error = find(rows, "last_sql_error");
            return new ReplicationState(
                    host + ":" + port,
                    find(rows, "replica_io_running", "slave_io_running").equals("Yes"),
                    find(rows, "replica_sql_running", "slave_sql_running").equals("Yes"),
                    error.isEmpty() ? find(rows, "last_io_error") : error);
        }
    }

    /** The columns are called by the one or the other name. */
    private static String find(ResultSet rows, String... names) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String label = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
            for (String name : names) {
                if (label.equals(name)) {
                    @Nullable String value = rows.getString(i);
                    return value == null ? "" : value;
                }
            }
        }
        return "";
    }
}
