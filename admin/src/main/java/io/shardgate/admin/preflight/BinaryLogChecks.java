package io.shardgate.admin.preflight;

import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether a server's binary log has whole rows, for long enough, and nothing that cannot be followed. */
final class BinaryLogChecks {

    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration COMFORTABLE = Duration.ofDays(1);

    private BinaryLogChecks() {}

    static void check(Connection connection, Tablet tablet, Findings findings) throws SQLException {
        Map<String, String> variables = variables(connection);
        require(variables, "log_bin", "ON", tablet, findings);
        require(variables, "binlog_format", "ROW", tablet, findings);
        require(variables, "binlog_row_image", "FULL", tablet, findings);
        if (!ServerPosition.isMariaDb(connection)) {
            require(variables, "binlog_row_value_options", "", tablet, findings);
        }
        // Each product has one of them, if it can do that at all.
        for (String compression : List.of("binlog_transaction_compression", "log_bin_compress")) {
            if (variables.containsKey(compression)) {
                require(variables, compression, "OFF", tablet, findings);
            }
        }
        checkRetention(variables, tablet, findings);
        if (!Texts.column(connection, "XA RECOVER").isEmpty()) {
            findings.block("tablet " + tablet.alias() + ": a transaction is prepared, which filtered replication cannot"
                    + " follow; XA RECOVER shows it, and XA COMMIT or XA ROLLBACK ends it");
        }
    }

    private static Map<String, String> variables(Connection connection) throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin',"
                        + " 'binlog_format', 'binlog_row_image', 'binlog_row_value_options', 'binlog_transaction_compression', 'log_bin_compress',"
                        + " 'binlog_expire_logs_seconds', 'expire_logs_days')")) {
            while (rows.next()) {
                variables.put(rows.getString(1), rows.getString(2));
            }
        }
        return variables;
    }

    private static void require(
            Map<String, String> variables, String name, String wanted, Tablet tablet, Findings findings) {
        String actual = variables.getOrDefault(name, "");
        if (!wanted.equalsIgnoreCase(actual)) {
            findings.block("tablet " + tablet.alias() + ": " + name + " is " + actual + " and must be "
                    + (wanted.isEmpty() ? "empty" : wanted));
        }
    }

    /** A stream that stands still for longer, and a copy that takes longer, finds its place gone. */
    private static void checkRetention(Map<String, String> variables, Tablet tablet, Findings findings) {
        long seconds = Long.parseLong(variables.getOrDefault("binlog_expire_logs_seconds", "0"));
        // MariaDB gives days with fractions, and the same again in seconds.
        Duration kept = seconds > 0
                ? Duration.ofSeconds(seconds)
                : Duration.ofSeconds(
                        Math.round(Double.parseDouble(variables.getOrDefault("expire_logs_days", "0")) * 24 * 3600));
        if (kept.isZero() || kept.compareTo(COMFORTABLE) >= 0) {
            return;
        }
        String sentence = "tablet " + tablet.alias() + " keeps its binary logs for " + kept.toMinutes()
                + " min; the copy has to end, and filtered replication to be mended if it stops, within that time:"
                + " SET GLOBAL binlog_expire_logs_seconds = 604800";
        if (kept.compareTo(SHORTEST) < 0) {
            findings.block(sentence);
        } else {
            findings.warn(sentence);
        }
    }
}
