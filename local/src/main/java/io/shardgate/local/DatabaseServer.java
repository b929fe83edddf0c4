package io.shardgate.local;

import java.sql.Connection;
import java.sql.SQLException;

/** A real server that answers, wherever it runs. Closing it ends it and deletes what was temporary. */
public interface DatabaseServer extends AutoCloseable {

    String name();

    String host();

    int port();

    ServerVersion version();

    Accounts accounts();

    /** For mysql-connector-j, without a database, user and password. */
    default String jdbcUrl() {
        return ServerConnections.jdbcUrl(host(), port());
    }

    /** A new connection, which the caller closes. */
    default Connection connect(Account account) throws SQLException {
        return ServerConnections.open(host(), port(), account);
    }

    @Override
    void close();
}
