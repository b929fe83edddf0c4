package io.shardgate.resharding.stream;

import io.shardgate.serving.jdbc.SqlNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a target knows of a source that it follows, in the database _shardgate of the target's own server, so that it is
 * written in the same transactions as the rows.
 *
 * @param source the source shard, as keyspace/shard
 * @param position up to which the copied tables hold the source's rows
 * @param copied the tables that have been copied; changes of others are not applied
 */
public record StreamRecord(String source, String position, Set<String> copied) {

    private static final String SCHEMA = "_shardgate";

    public StreamRecord {
        copied = Set.copyOf(copied);
    }

    /** Makes the tables; for an account that may do everything. */
    public static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + SCHEMA);
            statement.execute("CREATE TABLE IF NOT EXISTS " + SCHEMA + ".stream (target VARCHAR(200) CHARACTER SET utf8"
                    + " COLLATE utf8_bin NOT NULL, source VARCHAR(200) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL,"
                    + " position LONGTEXT CHARACTER SET ascii NOT NULL, PRIMARY KEY (target, source)) ENGINE = InnoDB");
            statement.execute("CREATE TABLE IF NOT EXISTS " + SCHEMA + ".copied (target VARCHAR(200) CHARACTER SET utf8"
                    + " COLLATE utf8_bin NOT NULL, source VARCHAR(200) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL,"
                    + " name VARCHAR(64) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL, row_count BIGINT NOT NULL,"
                    + " PRIMARY KEY (target, source, name)) ENGINE = InnoDB");
        }
    }

    /** What the target knows of the source; empty if nothing was begun. */
    public static Optional<StreamRecord> find(Connection connection, String target, String source) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String position;
            try (ResultSet rows =
                    statement.executeQuery("SELECT position FROM " + SCHEMA + ".stream" + where(target, source))) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                position = rows.getString(1);
            }
            Set<String> copied = new TreeSet<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT name FROM " + SCHEMA + ".copied" + where(target, source))) {
                while (rows.next()) {
                    copied.add(rows.getString(1));
                }
            }
            return Optional.of(new StreamRecord(source, position, copied));
        }
    }

    /** Writes the position, in the transaction that is open. */
    public static void writePosition(Connection connection, String target, String source, String position)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("REPLACE INTO " + SCHEMA + ".stream (target, source, position) VALUES ("
                    + SqlNames.literal(target) + ", " + SqlNames.literal(source) + ", " + SqlNames.literal(position)
                    + ")");
        }
    }

    /** Says that a table has been copied, in the transaction that is open. */
    public static void writeCopied(Connection connection, String target, String source, String table, long rows)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + SCHEMA + ".copied (target, source, name, row_count) VALUES ("
                    + SqlNames.literal(target) + ", " + SqlNames.literal(source) + ", " + SqlNames.literal(table)
                    + ", " + rows + ")");
        }
    }

    /** Forgets the source, in the transaction that is open, or at once in autocommit mode. */
    public static void remove(Connection connection, String target, String source) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + SCHEMA + ".copied" + where(target, source));
            statement.executeUpdate("DELETE FROM " + SCHEMA + ".stream" + where(target, source));
        }
    }

    private static String where(String target, String source) {
        return " WHERE target = " + SqlNames.literal(target) + " AND source = " + SqlNames.literal(source);
    }
}
