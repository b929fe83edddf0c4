package io.shardgate.guestbook.message;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** A pool of connections for each of the two URLs. Any thread may use it. Closing it closes its connections. */
public final class ConnectionPools implements AutoCloseable {

    /** How long a statement waits for a connection; also what a person waits for when the database is away. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private static final Duration CONNECT = Duration.ofSeconds(4);

    /** Longer than the pause in which a proxy holds statements back while traffic moves to other shards. */
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final HikariDataSource primary;
    private final HikariDataSource replica;

    private ConnectionPools(HikariDataSource primary, HikariDataSource replica) {
        this.primary = primary;
        this.replica = replica;
    }

    /**
     * Opens both pools without waiting for a connection: the database may come later, and come back.
     *
     * @param size the most connections of each pool
     * @throws GuestbookException if no driver knows a URL
     */
    public static ConnectionPools open(GuestbookDatabase database, int size) {
        return open(database, size, WAIT);
    }

    /** @param wait how long a statement waits for a connection */
    static ConnectionPools open(GuestbookDatabase database, int size, Duration wait) {
        HikariDataSource primary = pool(Source.PRIMARY, database.primaryUrl(), database, size, wait);
        try {
            return new ConnectionPools(primary, pool(Source.REPLICA, database.replicaUrl(), database, size, wait));
        } catch (GuestbookException e) {
            primary.close();
            throw e;
        }
    }

    private static HikariDataSource pool(
            Source source, String url, GuestbookDatabase database, int size, Duration wait) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("guestbook-" + source.name().toLowerCase(Locale.ROOT));
        config.setJdbcUrl(url);
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(wait.toMillis());
        config.setInitializationFailTimeout(-1);
        // Writes are transactions that end with an explicit commit; reads need none.
        config.setAutoCommit(source == Source.REPLICA);
        // Both drivers know these two names; what the URL says comes before them.
        config.addDataSourceProperty("connectTimeout", CONNECT.toMillis());
        config.addDataSourceProperty("socketTimeout", ANSWER.toMillis());
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            // HikariCP has no type of its own for this; the driver's reason is in the cause.
            throw new GuestbookException("No JDBC driver can use the URL " + url + ": " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }

    /** A connection that the caller closes. On the primary it is in a transaction, which closing rolls back. */
    public Connection connection(Source source) throws SQLException {
        return switch (source) {
            case PRIMARY -> primary.getConnection();
            case REPLICA -> replica.getConnection();
        };
    }

    @Override
    public void close() {
        replica.close();
        primary.close();
    }
}
