package io.shardgate.admin.command;

import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What must be so on the servers before rows are copied. */
final class Preflight {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    private Preflight() {}

    /** The source must log rows whole. */
    static void checkSource(ControlPlane control, Tablet primary, List<String> problems) {
        try (Connection connection = control.pools().dedicated(primary, ServerAccess.Role.DBA, ANSWER);
                Statement statement = connection.createStatement()) {
            require(statement, "log_bin", "1", primary, problems);
            require(statement, "binlog_format", "ROW", primary, problems);
            require(statement, "binlog_row_image", "FULL", primary, problems);
            if (!ServerPosition.isMariaDb(connection)) {
                require(statement, "binlog_row_value_options", "", primary, problems);
            }
            list(
                    statement,
                    "SELECT CONCAT('table ', table_name, ' has the foreign key ', constraint_name, ' that changes rows"
                            + " by itself (ON DELETE ', delete_rule, ', ON UPDATE ', update_rule, '), which a binary log"
                            + " does not show; drop it, or make it RESTRICT') FROM"
                            + " information_schema.referential_constraints WHERE constraint_schema = "
                            + SqlNames.literal(primary.database())
                            + " AND (delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR update_rule IN"
                            + " ('CASCADE', 'SET NULL', 'SET DEFAULT'))",
                    problems);
            list(
                    statement,
                    "SELECT CONCAT('table ', event_object_table, ' has the trigger ', trigger_name,"
                            + " ', which would run on the targets a second time; drop it') FROM"
                            + " information_schema.triggers WHERE trigger_schema = "
                            + SqlNames.literal(primary.database()),
                    problems);
        } catch (SQLException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private static void require(
            Statement statement, String variable, String wanted, Tablet tablet, List<String> problems)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT @@GLOBAL." + variable)) {
            rows.next();
            if (!wanted.equalsIgnoreCase(rows.getString(1))) {
                problems.add("tablet " + tablet.alias() + ": " + variable + " is " + rows.getString(1) + " and must be "
                        + (wanted.isEmpty() ? "empty" : wanted.equals("1") ? "ON" : wanted));
            }
        }
    }

    private static void list(Statement statement, String sql, List<String> problems) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                problems.add(rows.getString(1));
            }
        }
    }

    /** A target has the tables, and no rows but those of a copy that was stopped. */
    static void checkTarget(
            ControlPlane control, Tablet primary, Shard target, List<TableLayout> tables, List<String> problems) {
        try (Connection connection = control.pools().dedicated(primary, ServerAccess.Role.DBA, ANSWER);
                Statement statement = connection.createStatement()) {
            if (isBegun(statement, target)) {
                return;
            }
            for (TableLayout table : tables) {
                try (ResultSet rows = statement.executeQuery("SELECT 1 FROM " + SqlNames.quote(primary.database()) + "."
                        + SqlNames.quote(table.name()) + " LIMIT 1")) {
                    if (rows.next()) {
                        problems.add("destination shard " + target.path() + " has rows in table " + table.name()
                                + " that no copy has put there; empty it first");
                    }
                } catch (SQLException e) {
                    problems.add("destination shard " + target.path() + ": " + e.getMessage()
                            + "; CopySchemaShard creates what is missing");
                }
            }
        } catch (SQLException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isBegun(Statement statement, Shard target) throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '_shardgate' AND table_name ="
                        + " 'stream'")) {
            rows.next();
            if (rows.getInt(1) == 0) {
                return false;
            }
        }
        try (ResultSet rows = statement.executeQuery(
                "SELECT 1 FROM _shardgate.stream WHERE target = '" + target.path() + "' LIMIT 1")) {
            return rows.next();
        }
    }
}
