package io.shardgate.tests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client sees of a statement.
 *
 * @param columns names and types; empty if there were no rows to come
 * @param rows each as one line; sorted if the statement does not fix their order
 * @param change what was affected, or the error; empty after a query
 */
record Outcome(List<String> columns, List<String> rows, String change) {

    private static final int NOT_SUPPORTED = 1235;

    /** Runs the statement; an error is an outcome like others. */
    static Outcome of(Connection connection, Sql sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            int index = 1;
            for (Object value : sql.values()) {
                statement.setObject(index++, value);
            }
            if (!statement.execute()) {
                return new Outcome(List.of(), List.of(), "affected " + statement.getUpdateCount());
            }
            try (ResultSet rows = statement.getResultSet()) {
                return read(rows, sql.isOrdered());
            }
        } catch (SQLException e) {
            // Where several shards find a duplicate, which of them is told may differ.
            String message = String.valueOf(e.getMessage()).replaceAll("Duplicate entry '[^']*'", "Duplicate entry");
            return new Outcome(
                    List.of(), List.of(), "error " + e.getErrorCode() + " " + e.getSQLState() + " " + message);
        }
    }

    private static Outcome read(ResultSet rows, boolean isOrdered) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(meta.getColumnLabel(i) + " " + meta.getColumnTypeName(i) + " " + meta.getScale(i));
        }
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            List<@Nullable String> values = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                values.add(rows.getString(i));
            }
            lines.add(values.toString());
        }
        if (!isOrdered) {
            Collections.sort(lines);
        }
        return new Outcome(columns, lines, "");
    }

    boolean isRefused() {
        return change.startsWith("error " + NOT_SUPPORTED + " ") && change.contains("Shardgate");
    }

    boolean isError() {
        return change.startsWith("error ");
    }

    @Override
    public String toString() {
        return columns + "\n" + String.join("\n", rows) + "\n" + change;
    }
}
