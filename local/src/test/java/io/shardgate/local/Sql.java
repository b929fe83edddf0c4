package io.shardgate.local;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Statements on one account of one server, each on a connection of its own. */
record Sql(DatabaseServer server, Account account) {

    void execute(String... statements) throws SQLException {
        try (Connection connection = server.connect(account);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows. */
    List<String> column(String sql) throws SQLException {
        try (Connection connection = server.connect(account);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    String one(String sql) throws SQLException {
        return column(sql).get(0);
    }
}
