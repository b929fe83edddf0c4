package io.shardgate.admin.schema;

import io.shardgate.serving.jdbc.SqlNames;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables and views of one database, as its server writes them.
 *
 * @param createStatement of the database itself; empty if it does not exist
 * @param tables by name, in the order of names
 */
public record DatabaseDefinition(String name, Optional<String> createStatement, Map<String, TableDefinition> tables) {

    private static final String TABLES =
            "SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME";
    private static final String COLUMNS = "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS"
            + " WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION";
    private static final String PRIMARY_KEYS = "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.STATISTICS"
            + " WHERE TABLE_SCHEMA = ? AND INDEX_NAME = 'PRIMARY' ORDER BY TABLE_NAME, SEQ_IN_INDEX";

    public DatabaseDefinition {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** Reads it over a connection with the privileges to show everything; leaves the connection as it was. */
    public static DatabaseDefinition read(Connection connection, String database) throws SQLException {
        Map<String, List<String>> columns = lists(connection, COLUMNS, database);
        Map<String, List<String>> primaryKeys = lists(connection, PRIMARY_KEYS, database);
        Map<String, TableDefinition.Kind> kinds = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    boolean isView = rows.getString(2).contains("VIEW");
                    kinds.put(rows.getString(1), isView ? TableDefinition.Kind.VIEW : TableDefinition.Kind.TABLE);
                }
            }
        }
        Map<String, TableDefinition> tables = new LinkedHashMap<>();
        for (Map.Entry<String, TableDefinition.Kind> entry : kinds.entrySet()) {
            String table = entry.getKey();
            tables.put(
                    table,
                    new TableDefinition(
                            table,
                            entry.getValue(),
                            showCreate(connection, database, table, entry.getValue()),
                            columns.getOrDefault(table, List.of()),
                            primaryKeys.getOrDefault(table, List.of())));
        }
        return new DatabaseDefinition(database, showCreateDatabase(connection, database), tables);
    }

    private static Map<String, List<String>> lists(Connection connection, String sql, String database)
            throws SQLException {
        Map<String, List<String>> lists = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, database);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lists.computeIfAbsent(rows.getString(1), table -> new ArrayList<>())
                            .add(rows.getString(2));
                }
            }
        }
        return lists;
    }

    private static String showCreate(Connection connection, String database, String table, TableDefinition.Kind kind)
            throws SQLException {
        String sql = (kind == TableDefinition.Kind.VIEW ? "SHOW CREATE VIEW " : "SHOW CREATE TABLE ")
                + SqlNames.quote(database) + "." + SqlNames.quote(table);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(2);
        }
    }

    private static Optional<String> showCreateDatabase(Connection connection, String database) throws SQLException {
        try (PreparedStatement exists =
                connection.prepareStatement("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?")) {
            exists.setString(1, database);
            try (ResultSet rows = exists.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SHOW CREATE DATABASE IF NOT EXISTS " + SqlNames.quote(database))) {
            rows.next();
            return Optional.of(rows.getString(2));
        }
    }

    /** The same with no other tables than these. */
    public DatabaseDefinition only(Collection<String> names) {
        Map<String, TableDefinition> kept = new LinkedHashMap<>(tables);
        kept.keySet().retainAll(names);
        return new DatabaseDefinition(name, createStatement, kept);
    }

    /** Where another database has other tables than this one, as sentences; empty if they are alike. */
    public List<String> differences(String here, DatabaseDefinition other, String there) {
        List<String> differences = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(tables.keySet());
        names.addAll(other.tables.keySet());
        for (String table : names) {
            TableDefinition mine = tables.get(table);
            TableDefinition theirs = other.tables.get(table);
            if (mine == null || theirs == null) {
                differences.add("only " + (mine == null ? there : here) + " has the "
                        + kind(mine == null ? theirs : mine) + " " + table);
            } else if (!mine.createStatement().equals(other.named(theirs, name))) {
                differences.add("table " + table + " differs:\n" + here + ": " + mine.createStatement() + "\n" + there
                        + ": " + theirs.createStatement());
            }
        }
        return differences;
    }

    private static String kind(@Nullable TableDefinition table) {
        return table != null && table.kind() == TableDefinition.Kind.VIEW ? "view" : "table";
    }

    /** A definition of this database's as it would read in a database of another name: views name their database. */
    public String named(TableDefinition table, String database) {
        return table.kind() == TableDefinition.Kind.VIEW && !database.equals(name)
                ? table.createStatement().replace(SqlNames.quote(name) + ".", SqlNames.quote(database) + ".")
                : table.createStatement();
    }
}
