package io.shardgate.resharding.row;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The state of a connection in which rows are read and written without loss. */
public final class RowSession {

    /** Whatever a row on the source holds can be written, and nothing is cut to fit. */
    private static final String SQL_MODE =
            "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_BACKSLASH_ESCAPES";

    private static final List<String> READING = List.of(
            "SET SESSION time_zone = '+00:00', sql_mode = '" + SQL_MODE + "', character_set_results = NULL",
            "SET SESSION net_write_timeout = 3600, lock_wait_timeout = 60");

    private static final List<String> WRITING = List.of(
            "SET SESSION time_zone = '+00:00', sql_mode = '" + SQL_MODE + "', foreign_key_checks = 0",
            "SET SESSION transaction_isolation = 'READ-COMMITTED'");

    private RowSession() {}

    /** Prepares a connection of our own for reading rows. */
    public static void forReading(Connection connection) throws SQLException {
        run(connection, READING);
    }

    /** Prepares a connection of our own for writing rows; it is not in autocommit mode afterwards. */
    public static void forWriting(Connection connection) throws SQLException {
        run(connection, WRITING);
        connection.setAutoCommit(false);
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
