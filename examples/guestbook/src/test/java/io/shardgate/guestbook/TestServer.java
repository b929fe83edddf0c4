package io.shardgate.guestbook;

import io.shardgate.guestbook.message.GuestbookDatabase;
import io.shardgate.local.Account;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServerException;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** One plain server of each flavour, for all tests of this JVM; it ends with the JVM. */
public final class TestServer {

    private static final Map<FlavorChoice.Wish, TestServer> SERVERS = new EnumMap<>(FlavorChoice.Wish.class);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final LocalServer server;

    private TestServer(LocalServer server) {
        this.server = server;
    }

    /** Aborts the test with the reason where that flavour cannot run here. */
    public static TestServer of(FlavorChoice.Wish flavor) {
        synchronized (SERVERS) {
            return SERVERS.computeIfAbsent(flavor, TestServer::start);
        }
    }

    private static TestServer start(FlavorChoice.Wish flavor) {
        CacheFolder cache = CacheFolder.ofUser();
        FlavorChoice choice;
        try {
            choice = FlavorChoice.choose(flavor, cache);
        } catch (LocalServerException e) {
            System.err.println("left out: " + e.getMessage());
            return Assumptions.abort(e.getMessage());
        }
        LocalServers servers = LocalServers.open(choice, cache);
        Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
        return new TestServer(servers.start("guestbook", ServerOptions.defaults()));
    }

    /** The name of a new, empty database. */
    public String newDatabase() throws SQLException {
        String name = "test_keyspace_" + DATABASES.incrementAndGet();
        execute("create database " + name);
        return name;
    }

    /** A plain server has no name for a replica, so that both URLs are the same. */
    public GuestbookDatabase guestbook(Driver driver, String database) {
        return new GuestbookDatabase(
                driver.url(server.port(), database),
                driver.url(server.port(), database),
                application().name(),
                application().password());
    }

    public int port() {
        return server.port();
    }

    public Account application() {
        return server.accounts().application();
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows. */
    public List<String> column(String sql) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** The two JDBC drivers that an application in Java can have, in the two ways that they can prepare statements. */
    public enum Driver {
        CONNECTOR_J("jdbc:mysql", "sslMode=DISABLED"),
        CONNECTOR_J_SERVER_PREPARED("jdbc:mysql", "sslMode=DISABLED&useServerPrepStmts=true"),
        MARIADB("jdbc:mariadb", "sslMode=disable"),
        MARIADB_SERVER_PREPARED("jdbc:mariadb", "sslMode=disable&useServerPrepStmts=true");

        private final String scheme;
        private final String parameters;

        Driver(String scheme, String parameters) {
            this.scheme = scheme;
            this.parameters = parameters;
        }

        public String url(int port, String database) {
            return scheme + "://127.0.0.1:" + port + "/" + database + "?allowPublicKeyRetrieval=true&" + parameters;
        }
    }
}
