package io.shardgate.admin.preflight;

import io.shardgate.serving.topology.Tablet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What has run for long on a source, and so will be in the way. */
final class TransactionChecks {

    private static final int LONG_SECONDS = 10;

    private TransactionChecks() {}

    static void check(Connection connection, Tablet tablet, Findings findings) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT p.id, p.user, p.host, TIMESTAMPDIFF(SECOND, t.trx_started, NOW()), p.info IS NOT NULL"
                                + " FROM information_schema.innodb_trx t JOIN information_schema.processlist p"
                                + " ON p.id = t.trx_mysql_thread_id WHERE t.trx_started < NOW() - INTERVAL "
                                + LONG_SECONDS + " SECOND ORDER BY t.trx_started")) {
            while (rows.next()) {
                findings.warn("tablet " + tablet.alias() + ": connection " + rows.getLong(1) + " of "
                        + rows.getString(2) + " at " + rows.getString(3) + " has a transaction open for "
                        + rows.getLong(4) + " s"
                        + (rows.getBoolean(5)
                                ? " and runs a statement, for which the lock of a copy waits"
                                : " without running anything")
                        + "; it is rolled back when the master moves, unless it ends before");
            }
        }
    }
}
