package io.shardgate.serving.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;

/**
 * A row on each primary that says when it was written, and so on each replica how far that has come: the table heartbeat of
 * the database _shardgate. All times of a shard are of one clock, that of the process that writes them.
 */
final class Heartbeat {

    private static final int NO_DATABASE = 1049;
    private static final int NO_TABLE = 1146;
    private static final int NO_RIGHT_TO_DATABASE = 1044;
    private static final int NO_RIGHT_TO_TABLE = 1142;

    private Heartbeat() {}

    static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS _shardgate");
            statement.execute("CREATE TABLE IF NOT EXISTS _shardgate.heartbeat (id TINYINT NOT NULL PRIMARY KEY,"
                    + " written_ms BIGINT NOT NULL) ENGINE = InnoDB");
        }
    }

    static boolean isWritable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@GLOBAL.read_only")) {
            return rows.next() && rows.getInt(1) == 0;
        }
    }

    /** Writes the row, but on a server that is read-only: one that is being fenced is left as it is. */
    static void write(Connection connection, long millis) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("REPLACE INTO _shardgate.heartbeat (id, written_ms) SELECT 1, " + millis
                    + " FROM DUAL WHERE @@GLOBAL.read_only = 0");
        }
    }

    /** Empty if there is none, or if the account may not read it. */
    static OptionalLong read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT written_ms FROM _shardgate.heartbeat WHERE id = 1")) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        } catch (SQLException e) {
            return switch (e.getErrorCode()) {
                case NO_DATABASE, NO_TABLE, NO_RIGHT_TO_DATABASE, NO_RIGHT_TO_TABLE -> OptionalLong.empty();
                default -> throw e;
            };
        }
    }

    /** Whether the table is what is missing. */
    static boolean isMissing(SQLException e) {
        return e.getErrorCode() == NO_DATABASE || e.getErrorCode() == NO_TABLE;
    }
}
