package io.shardgate.serving.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tiny pools of JDBC connections, one for each tablet and account, made when they are first asked for. Safe for all threads.
 *
 * <p>A connection comes without a database selected and in autocommit mode. It is the caller's until it is closed, which
 * gives it back. An address that a tablet no longer has loses its pool by {@link #retain}.
 */
public final class JdbcPools implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JdbcPools.class);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ServerAccess access;
    private final Settings settings;
    private final Map<Key, HikariDataSource> pools = new ConcurrentHashMap<>();
    private final ScheduledExecutorService housekeeping;
    private volatile boolean closed;

    private record Key(TabletAlias alias, String address, ServerAccess.Role role) {}

    /**
     * @param maxConnections of one pool
     * @param connectTimeout to reach a server, and to wait for a connection of a full pool
     */
    public record Settings(int maxConnections, Duration connectTimeout) {
        public static final Settings DEFAULT = new Settings(4, Duration.ofSeconds(3));
    }

    public JdbcPools(ServerAccess access, Settings settings) {
        this.access = access;
        this.settings = settings;
        this.housekeeping = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "jdbc-pools");
            thread.setDaemon(true);
            return thread;
        });
    }

    public ServerAccess access() {
        return access;
    }

    /**
     * A connection, for at most the time that one answer of the server takes.
     *
     * @param networkTimeout after which a silent server is given up and the connection closed; zero waits for ever
     * @throws SQLException if the server cannot be reached or refuses; the message names the tablet
     */
    public Connection connection(Tablet tablet, ServerAccess.Role role, Duration networkTimeout) throws SQLException {
        if (closed) {
            throw new SQLException("the pools of connections to the servers are closed");
        }
        Key key = new Key(tablet.alias(), tablet.address(), role);
        Connection connection;
        try {
            connection = pools.computeIfAbsent(key, this::create).getConnection();
        } catch (SQLException e) {
            throw noConnection(tablet, e);
        }
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(networkTimeout.toMillis()));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * A connection outside the pools, which ends when it is closed: for statements of others, which may change the session.
     *
     * @param networkTimeout after which a silent server is given up; zero waits for ever
     * @throws SQLException if the server cannot be reached or refuses; the message names the tablet
     */
    public Connection dedicated(Tablet tablet, ServerAccess.Role role, Duration networkTimeout) throws SQLException {
        Properties properties = driverProperties();
        properties.setProperty("user", access.account(role).name());
        properties.setProperty("password", access.account(role).password());
        properties.setProperty("socketTimeout", Long.toString(networkTimeout.toMillis()));
        try {
            return DriverManager.getConnection("jdbc:mysql://" + tablet.address() + "/", properties);
        } catch (SQLException e) {
            throw noConnection(tablet, e);
        }
    }

    /** With the server's own error number, which the pool hides in a cause. */
    private static SQLException noConnection(Tablet tablet, SQLException e) {
        SQLException said = e;
        while (said.getErrorCode() == 0 && said.getCause() instanceof SQLException cause) {
            said = cause;
        }
        return new SQLException(
                "tablet " + tablet.alias() + " at " + tablet.address() + " gave no connection: " + rootMessage(e),
                said.getSQLState(),
                said.getErrorCode(),
                e);
    }

    /** Closes the pools of all other tablets, and of addresses that these no longer have. */
    public void retain(Collection<Tablet> tablets) {
        Set<String> wanted = new HashSet<>();
        tablets.forEach(tablet -> wanted.add(tablet.alias() + " " + tablet.address()));
        for (Key key : Set.copyOf(pools.keySet())) {
            if (!wanted.contains(key.alias() + " " + key.address())) {
                HikariDataSource gone = pools.remove(key);
                if (gone != null) {
                    log.info(
                            "closing the connections to a tablet that is gone tablet={} address={}",
                            key.alias(),
                            key.address());
                    gone.close();
                }
            }
        }
    }

    private HikariDataSource create(Key key) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(key.alias() + "-" + key.role());
        config.setDriverClassName("com.mysql.cj.jdbc.Driver");
        config.setJdbcUrl("jdbc:mysql://" + key.address() + "/");
        config.setUsername(access.account(key.role()).name());
        config.setPassword(access.account(key.role()).password());
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        // A pool exists before its server does; who asks for a connection hears of it.
        config.setInitializationFailTimeout(-1);
        config.setScheduledExecutor(housekeeping);
        config.setDataSourceProperties(driverProperties());
        return new HikariDataSource(config);
    }

    private Properties driverProperties() {
        Properties properties = new Properties();
        properties.setProperty(
                "connectTimeout", Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty("sslMode", access.tls().name());
        // Without TLS caching_sha2_password needs the server's key once. Who demands TLS never gets here in plain.
        boolean mayBePlain = access.tls() == ServerAccess.Tls.DISABLED || access.tls() == ServerAccess.Tls.PREFERRED;
        properties.setProperty("allowPublicKeyRetrieval", Boolean.toString(mayBePlain));
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("tcpKeepAlive", "true");
        // tinyint(1) and year are numbers to us.
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("yearIsDateType", "false");
        // Statements of a batch are sent together, and those after one that failed are not run.
        properties.setProperty("rewriteBatchedStatements", "true");
        properties.setProperty("continueBatchOnError", "false");
        return properties;
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void close() {
        closed = true;
        pools.values().forEach(HikariDataSource::close);
        pools.clear();
        housekeeping.shutdownNow();
    }
}
