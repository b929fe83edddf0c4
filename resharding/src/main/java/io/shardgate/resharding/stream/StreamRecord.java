package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.RowKey;
import io.shardgate.serving.jdbc.SqlNames;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a target knows of a source that it follows, in the database _shardgate of the target's own server, so that it is
 * written in the same transactions as the rows.
 *
 * @param source the source shard, as keyspace/shard
 * @param position up to which the copied chunks hold the source's rows
 * @param chunks by table; changes of rows that have not been copied are not applied
 */
public record StreamRecord(String source, String position, Map<String, List<Chunk>> chunks) {

    private static final String SCHEMA = "_shardgate";

    public StreamRecord {
        chunks = Map.copyOf(chunks);
    }

    /** The tables that have been copied whole. */
    public Set<String> copied() {
        return chunks.entrySet().stream()
                .filter(entry -> entry.getValue().stream().allMatch(Chunk::isDone))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Makes the tables; for an account that may do everything. */
    public static void createTables(Connection connection) throws SQLException {
        String way = " (target VARCHAR(200) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL,"
                + " source VARCHAR(200) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL, ";
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + SCHEMA);
            statement.execute("CREATE TABLE IF NOT EXISTS " + SCHEMA + ".stream" + way
                    + "position LONGTEXT CHARACTER SET ascii NOT NULL, PRIMARY KEY (target, source)) ENGINE = InnoDB");
            statement.execute("CREATE TABLE IF NOT EXISTS " + SCHEMA + ".chunk" + way
                    + "name VARCHAR(64) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL, number INT NOT NULL,"
                    + " after_key LONGTEXT CHARACTER SET ascii, up_to_key LONGTEXT CHARACTER SET ascii,"
                    + " copied_to LONGTEXT CHARACTER SET ascii, is_done TINYINT NOT NULL, row_count BIGINT NOT NULL,"
                    + " PRIMARY KEY (target, source, name, number)) ENGINE = InnoDB");
            statement.execute("CREATE TABLE IF NOT EXISTS " + SCHEMA + ".proof" + way
                    + "proved_ms BIGINT NOT NULL, PRIMARY KEY (target, source)) ENGINE = InnoDB");
        }
    }

    /**
     * What the target knows of the source; empty if nothing was begun. Waits for a transaction that is changing it, whose
     * connection may be lost.
     */
    public static Optional<StreamRecord> find(Connection connection, String target, String source) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String position;
            try (ResultSet rows = statement.executeQuery(
                    "SELECT position FROM " + SCHEMA + ".stream" + where(target, source) + " FOR UPDATE")) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                position = rows.getString(1);
            }
            Map<String, List<Chunk>> chunks = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT name, number, after_key, up_to_key, copied_to, is_done," + " row_count FROM " + SCHEMA
                            + ".chunk" + where(target, source) + " ORDER BY name, number FOR UPDATE")) {
                while (rows.next()) {
                    chunks.computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
                            .add(new Chunk(
                                    rows.getInt(2),
                                    key(rows.getString(3)),
                                    key(rows.getString(4)),
                                    key(rows.getString(5)),
                                    rows.getBoolean(6),
                                    rows.getLong(7)));
                }
            }
            return Optional.of(new StreamRecord(source, position, chunks));
        }
    }

    private static @Nullable RowKey key(@Nullable String text) {
        return text == null ? null : RowKey.parse(text);
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

    /** Says how far a chunk of a table has been copied, in the transaction that is open. */
    public static void writeChunk(Connection connection, String target, String source, String table, Chunk chunk)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("REPLACE INTO " + SCHEMA + ".chunk (target, source, name, number, after_key,"
                    + " up_to_key, copied_to, is_done, row_count) VALUES (" + SqlNames.literal(target) + ", "
                    + SqlNames.literal(source) + ", " + SqlNames.literal(table) + ", " + chunk.number() + ", "
                    + literal(chunk.after()) + ", " + literal(chunk.upTo()) + ", " + literal(chunk.copiedTo()) + ", "
                    + (chunk.isDone() ? 1 : 0) + ", " + chunk.rows() + ")");
        }
    }

    private static String literal(@Nullable RowKey key) {
        return key == null ? "NULL" : SqlNames.literal(key.toString());
    }

    /** Notes, in autocommit mode, that a comparison has just found the target to be as the source says. */
    public static void writeProof(Connection connection, String target, String source, Instant proved)
            throws SQLException {
        createTables(connection);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("REPLACE INTO " + SCHEMA + ".proof (target, source, proved_ms) VALUES ("
                    + SqlNames.literal(target) + ", " + SqlNames.literal(source) + ", " + proved.toEpochMilli() + ")");
        }
    }

    /** When a comparison last found the target to be as the source says; empty if none has since it was copied. */
    public static Optional<Instant> findProof(Connection connection, String target, String source) throws SQLException {
        createTables(connection);
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT proved_ms FROM " + SCHEMA + ".proof" + where(target, source))) {
            return rows.next() ? Optional.of(Instant.ofEpochMilli(rows.getLong(1))) : Optional.empty();
        }
    }

    /** Forgets the source, in the transaction that is open, or at once in autocommit mode. */
    public static void remove(Connection connection, String target, String source) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + SCHEMA + ".proof" + where(target, source));
            statement.executeUpdate("DELETE FROM " + SCHEMA + ".chunk" + where(target, source));
            statement.executeUpdate("DELETE FROM " + SCHEMA + ".stream" + where(target, source));
        }
    }

    private static String where(String target, String source) {
        return " WHERE target = " + SqlNames.literal(target) + " AND source = " + SqlNames.literal(source);
    }
}
