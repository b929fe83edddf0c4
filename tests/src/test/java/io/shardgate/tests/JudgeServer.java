package io.shardgate.tests;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A real server of a flavour that is asked what is a statement, with the empty database customer.
 *
 * @param connection in which statements are prepared
 */
record JudgeServer(LocalServers servers, Connection connection) implements AutoCloseable {

    /** The test is skipped, saying why, where no such server can run. */
    static JudgeServer start(FlavorChoice.Wish flavor) throws SQLException {
        Flavors.requireRunnable(flavor);
        CacheFolder cache = CacheFolder.ofUser();
        LocalServers servers = LocalServers.open(FlavorChoice.choose(flavor, cache), cache);
        LocalServer server = servers.start("judge", ServerOptions.defaults());
        Connection connection = server.connect(server.accounts().dba());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE customer");
            statement.execute("USE customer");
            statement.execute("SET NAMES utf8mb4");
            statement.execute("SET sql_mode = ''");
        }
        return new JudgeServer(servers, connection);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        servers.close();
    }
}
