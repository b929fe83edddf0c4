package io.shardgate.launcher;

import io.shardgate.admin.http.AdminConfig;
import io.shardgate.admin.http.AdminServer;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServers;
import io.shardgate.proxy.bootstrap.ProxyNode;
import io.shardgate.proxy.config.ProxyConfig;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The demo's parts, in the order in which they start: servers, admin process, topology by commands, proxy, data through
 * the proxy. Starting and closing block.
 */
final class Demo implements Closeable {

    private final Path home;
    private final int port;
    private final int adminPort;
    private final PrintStream out = System.out;
    private final Deque<Closeable> parts = new ArrayDeque<>();

    Demo(Path home, int port, int adminPort) {
        this.home = home;
        this.port = port;
        this.adminPort = adminPort;
    }

    void start(FlavorChoice.Wish wish, CacheFolder cache) throws IOException, InterruptedException, SQLException {
        long begin = System.nanoTime();
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        out.println(choice.reason());
        LocalServers servers = LocalServers.open(choice, cache);
        parts.push(servers::close);
        List<DemoServers.Place> places = DemoServers.start(servers);
        out.printf("%d servers answer after %d ms%n", places.size(), millisSince(begin));

        Path data = Files.createTempDirectory("shardgate-demo");
        parts.push(() -> Folders.delete(data));
        AdminServer admin = AdminServer.start(adminConfig(data), Metrics.registry());
        parts.push(admin::close);
        DemoTopology.create(places, admin, home);
        out.printf("Keyspaces commerce, customer and test_keyspace are set up after %d ms%n", millisSince(begin));

        ProxyNode proxy = ProxyNode.start(proxyConfig(choice), admin.store(), Vindexes.load());
        parts.push(proxy::close);
        loadData();
        printWhatToTry(places);
        out.printf("READY after %d ms%n", millisSince(begin));
        out.flush();
    }

    private AdminConfig adminConfig(Path data) {
        return DemoConfig.admin(AdminConfig.read(home.resolve("conf/admin.yaml")), data, adminPort);
    }

    /** The sample configuration, with this demo's ports, its servers' account, and their own defaults for sessions. */
    private ProxyConfig proxyConfig(FlavorChoice choice) {
        ProxyConfig sample = ProxyConfig.read(home.resolve("conf/proxy.yaml"));
        return DemoConfig.proxy(sample, choice, port, adminPort);
    }

    private void loadData() throws SQLException {
        String url = "jdbc:mysql://127.0.0.1:" + port + "/%s?sslMode=DISABLED&allowPublicKeyRetrieval=true";
        for (DemoData.Script script : DemoData.scripts()) {
            try (Connection connection = DriverManager.getConnection(url.formatted(script.keyspace()), "demo", "");
                    Statement statement = connection.createStatement()) {
                for (String sql : script.statements()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private void printWhatToTry(List<DemoServers.Place> places) {
        String mysql = port == DemoCommand.PROXY_PORT ? "bin/shardgate mysql" : "bin/shardgate mysql -P " + port;
        out.println();
        out.printf("MySQL    mysql -h 127.0.0.1 -P %d      any user, no password%n", port);
        out.printf("         jdbc:mysql://127.0.0.1:%d/commerce%n", port);
        out.printf("Admin    http://127.0.0.1:%d%n", adminPort);
        out.println();
        out.println("Try");
        out.printf("  %s customer -e \"select * from customer\"%n", mysql);
        out.printf("  %s -e \"use customer/-80; select * from customer\"%n", mysql);
        out.printf("  %s customer -e \"insert into customer(email) values ('frank@domain.com')\"%n", mysql);
        out.printf("  %s customer -e \"vexplain select * from corder where customer_id = 4\"%n", mysql);
        out.println("  bin/shardgate ctl ListAllTablets zone1");
        out.println("  bin/shardgate ctl MigrateServedTypes customer/-80 rdonly   (says what is missing)");
        out.println();
        out.printf("%d database servers run as children of this process; Ctrl-C stops everything.%n", places.size());
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    /** Ends everything, the last part first. Servers end even if this process is killed before it gets here. */
    @Override
    public void close() throws IOException {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
