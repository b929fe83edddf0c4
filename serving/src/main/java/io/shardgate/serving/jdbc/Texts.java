package io.shardgate.serving.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Short answers of servers as text. Blocks. */
public final class Texts {

    private Texts() {}

    /** The first column of every row; NULL is the empty text. */
    public static List<String> column(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String text = rows.getString(1);
                texts.add(text == null ? "" : text);
            }
        }
        return texts;
    }

    /**
     * The first column of the first row; NULL is the empty text.
     *
     * @throws SQLException also if there is no row
     */
    public static String value(Connection connection, String sql) throws SQLException {
        List<String> texts = column(connection, sql);
        if (texts.isEmpty()) {
            throw new SQLException("no row for: " + sql);
        }
        return texts.get(0);
    }
}
