package io.shardgate.resharding.copy;

import io.shardgate.resharding.stream.Position;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Where a server is in its shard's history. */
public final class ServerPosition {

    private ServerPosition() {}

    public static boolean isMariaDb(Connection connection) throws SQLException {
        return connection
                .getMetaData()
                .getDatabaseProductVersion()
                .toLowerCase(Locale.ROOT)
                .contains("mariadb");
    }

    /**
     * What the server has executed.
     *
     * @param tablet the server, whose type decides which of its positions counts
     */
    public static Position read(Connection connection, Tablet tablet) throws SQLException {
        boolean isMariaDb = isMariaDb(connection);
        String variable = !isMariaDb
                ? "@@GLOBAL.gtid_executed"
                : tablet.type() == TabletType.PRIMARY ? "@@GLOBAL.gtid_binlog_pos" : "@@GLOBAL.gtid_slave_pos";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + variable)) {
            rows.next();
            return Position.parse(rows.getString(1), isMariaDb);
        }
    }
}
