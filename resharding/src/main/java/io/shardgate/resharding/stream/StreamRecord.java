package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.RowKey;
import io.shardgate.resharding.row.TableLayout;
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
 * @param definitions by table, {@link TableLayout#definition} at the position
 */
public record StreamRecord(
        String source, String position, Map<String, List<Chunk>> chunks, Map<String, String> definitions) {

    private static final String SCHEMA = "_shardgate";
    private static final String LAST_TABLE = "definition";

    public StreamRecord {
        chunks = Map.copyOf(chunks);
        definitions = Map.copyOf(definitions);
    }

    /** The tables that have been copied whole. */
    public Set<String> copied() {
        return chunks.entrySet().stream()
                .filter(entry -> entry.getValue().stream().allMatch(Chunk::isDone))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether anything can be known here of any source. */
    public static boolean hasTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM information_schema.tables WHERE table_schema = '"
                        + SCHEMA + "' AND table_name = '" + LAST_TABLE + "'")) {
            return rows.next();
        }
    }

    /** Makes the tables where they are missing; for an account that may do everything. */
    public static void createTables(Connection connection) throws SQLException {
        if (hasTables(connection)) {
            return;
        }
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
            statement.execute("CREATE TABLE IF NOT EXISTS " + SCHEMA + "." + LAST_TABLE + way
                    + "name VARCHAR(64) CHARACTER SET utf8 COLLATE utf8_bin NOT NULL,"
                    + " definition LONGTEXT CHARACTER SET utf8mb4 NOT NULL, PRIMARY KEY (target, source, name))"
                    + " ENGINE = InnoDB");
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
            Map<String, String> definitions = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT name, definition FROM " + SCHEMA + ".definition" + where(target, source))) {
                while (rows.next()) {
                    definitions.put(rows.getString(1), rows.getString(2));
                }
            }
            return Optional.of(new StreamRecord(source, position, chunks, definitions));
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

    /** Says what a table is like at the position, in the transaction that is open. */
    public static void writeDefinition(Connection connection, String target, String source, TableLayout table)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("REPLACE INTO " + SCHEMA + ".definition (target, source, name, definition) VALUES ("
                    + SqlNames.literal(target) + ", " + SqlNames.literal(source) + ", " + SqlNames.literal(table.name())
                    + ", " + SqlNames.literal(table.definition()) + ")");
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
        remove(connection, where(target, source));
    }

    /** Forgets all sources of a target, as it is filled from nowhere. Makes the tables. */
    public static void removeAll(Connection connection, String target) throws SQLException {
        createTables(connection);
        remove(connection, " WHERE target = " + SqlNames.literal(target));
    }

    private static void remove(Connection connection, String where) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : List.of("proof", "definition", "chunk", "stream")) {
                statement.executeUpdate("DELETE FROM " + SCHEMA + "." + table + where);
            }
        }
    }

    private static String where(String target, String source) {
        return " WHERE target = " + SqlNames.literal(target) + " AND source = " + SqlNames.literal(source);
    }
}
