package io.shardgate.serving.schema;

import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.IndexSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the tables of one database from a server's information_schema. MySQL and MariaDB differ in details, said here. */
final class DatabaseSchemaReader {

    private static final String TABLES =
            "SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?";

    private static final String COLUMNS =
            "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME,"
                    + " EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION";

    private static final String HAS_EXPRESSIONS =
            "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema'"
                    + " AND TABLE_NAME = 'STATISTICS' AND COLUMN_NAME = 'EXPRESSION'";

    // QUOTE tells NULL from a text. A sum does not depend on the order in which the server finds the rows.
    private static final String CHECKSUM = "SELECT 't', COUNT(*), " + sum("TABLE_NAME", "TABLE_TYPE", "TABLE_COMMENT")
            + " FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
            + " UNION ALL SELECT 'c', COUNT(*), "
            + sum(
                    "TABLE_NAME",
                    "COLUMN_NAME",
                    "ORDINAL_POSITION",
                    "COLUMN_DEFAULT",
                    "IS_NULLABLE",
                    "COLUMN_TYPE",
                    "CHARACTER_SET_NAME",
                    "COLLATION_NAME",
                    "EXTRA")
            + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ?"
            + " UNION ALL SELECT 'i', COUNT(*), "
            + sum("TABLE_NAME", "INDEX_NAME", "NON_UNIQUE", "SEQ_IN_INDEX", "COLUMN_NAME", "SUB_PART")
            + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ?";

    private static final int ATTEMPTS = 5;

    private final Connection connection;
    private final String database;

    DatabaseSchemaReader(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    /** A schema, and the checksum by which to see whether it is still the same. */
    record Read(KeyspaceSchema schema, String checksum) {}

    private static String sum(String... columns) {
        StringBuilder text = new StringBuilder("SUM(CAST(CONV(LEFT(MD5(CONCAT_WS('|'");
        for (String column : columns) {
            text.append(", QUOTE(").append(column).append(')');
        }
        return text.append(")), 15), 16, 10) AS DECIMAL(20)))").toString();
    }

    /** Cheap to ask: the server reads its dictionary and answers with three rows. */
    String checksum() throws SQLException {
        StringBuilder checksum = new StringBuilder();
        try (PreparedStatement statement = connection.prepareStatement(CHECKSUM)) {
            for (int parameter = 1; parameter <= 3; parameter++) {
                statement.setString(parameter, database);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    checksum.append(rows.getString(1))
                            .append(rows.getString(2))
                            .append(':')
                            .append(rows.getString(3))
                            .append(' ');
                }
            }
        }
        return checksum.toString();
    }

    /** Three queries are not one moment, so the checksum must be the same before and after them. */
    Read read() throws SQLException {
        String before = checksum();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            KeyspaceSchema schema = readOnce();
            String after = checksum();
            if (after.equals(before)) {
                return new Read(schema, after);
            }
            before = after;
        }
        throw new SQLException("the schema of " + database + " changed each of " + ATTEMPTS + " times it was read");
    }

    private KeyspaceSchema readOnce() throws SQLException {
        Map<String, List<ColumnSchema>> columns = readColumns();
        Map<String, Map<String, IndexParts>> indexes = readIndexes();
        Map<String, TableSchema> tables = new TreeMap<>();
        try (PreparedStatement statement = prepare(TABLES);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME");
                TableSchema.Kind kind = rows.getString("TABLE_TYPE").contains("VIEW")
                        ? TableSchema.Kind.VIEW
                        : TableSchema.Kind.BASE_TABLE;
                tables.put(
                        name,
                        new TableSchema(
                                name,
                                kind,
                                columns.getOrDefault(name, List.of()),
                                finish(indexes.getOrDefault(name, Map.of())),
                                nullToEmpty(rows.getString("TABLE_COMMENT"))));
            }
        }
        return KeyspaceSchema.of(tables.values());
    }

    private Map<String, List<ColumnSchema>> readColumns() throws SQLException {
        boolean quotesDefaults = isMariaDb();
        Map<String, List<ColumnSchema>> columns = new TreeMap<>();
        try (PreparedStatement statement = prepare(COLUMNS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getString("TABLE_NAME"), table -> new ArrayList<>())
                        .add(column(rows, quotesDefaults));
            }
        }
        return columns;
    }

    private static ColumnSchema column(ResultSet rows, boolean quotesDefaults) throws SQLException {
        String charset = rows.getString("CHARACTER_SET_NAME");
        String collation = rows.getString("COLLATION_NAME");
        ColumnType type = ColumnType.parse(
                rows.getString("COLUMN_TYPE"),
                charset == null || collation == null ? null : new Collation(charset, collation));
        boolean isNullable = rows.getString("IS_NULLABLE").equals("YES");
        String extra = nullToEmpty(rows.getString("EXTRA"));
        String defaultText = rows.getString("COLUMN_DEFAULT");
        return new ColumnSchema(
                rows.getString("COLUMN_NAME"),
                type,
                isNullable,
                quotesDefaults
                        ? ColumnDefaults.ofMariaDb(defaultText, isNullable)
                        : ColumnDefaults.ofMySql(defaultText, isNullable, type, extra),
                ColumnDefaults.attributes(extra));
    }

    /** One key while its parts are read. */
    private record IndexParts(boolean isUnique, List<IndexSchema.Part> parts) {}

    private Map<String, Map<String, IndexParts>> readIndexes() throws SQLException {
        Map<String, Map<String, IndexParts>> indexes = new TreeMap<>();
        try (PreparedStatement statement = prepare(indexesSql(hasExpressions()));
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                boolean isUnique = rows.getInt("NON_UNIQUE") == 0;
                indexes.computeIfAbsent(rows.getString("TABLE_NAME"), table -> new TreeMap<>())
                        .computeIfAbsent(
                                rows.getString("INDEX_NAME"), index -> new IndexParts(isUnique, new ArrayList<>()))
                        .parts()
                        .add(part(rows));
            }
        }
        return indexes;
    }

    private static String indexesSql(boolean hasExpressions) {
        return "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, "
                + (hasExpressions ? "EXPRESSION" : "NULL AS EXPRESSION")
                + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ?"
                + " ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";
    }

    private static IndexSchema.Part part(ResultSet rows) throws SQLException {
        String column = rows.getString("COLUMN_NAME");
        if (column == null) {
            return new IndexSchema.Part(nullToEmpty(rows.getString("EXPRESSION")), 0, true);
        }
        // NULL, which getInt makes 0, says that the whole column counts.
        return new IndexSchema.Part(column, rows.getInt("SUB_PART"), false);
    }

    /** The primary key first, then by name. */
    private static List<IndexSchema> finish(Map<String, IndexParts> indexes) {
        return indexes.entrySet().stream()
                .map(entry -> new IndexSchema(
                        entry.getKey(),
                        entry.getValue().isUnique(),
                        entry.getValue().parts()))
                .sorted(Comparator.comparing((IndexSchema index) -> !index.isPrimary())
                        .thenComparing(IndexSchema::name))
                .toList();
    }

    /** MySQL 8.0.13 and later have keys on expressions; MariaDB has not even the column. */
    private boolean hasExpressions() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HAS_EXPRESSIONS);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }

    private boolean isMariaDb() throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, database);
        return statement;
    }

    private static String nullToEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
