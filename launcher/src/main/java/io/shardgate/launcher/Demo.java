package io.shardgate.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.http.AdminConfig;
import io.shardgate.admin.http.AdminServer;
import io.shardgate.guestbook.message.GuestbookDatabase;
import io.shardgate.guestbook.web.GuestbookConfig;
import io.shardgate.guestbook.web.GuestbookServer;
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
    private final Listening ports;
    private final PrintStream out = System.out;
    private final Deque<Closeable> parts = new ArrayDeque<>();

    /** Where the demo's parts listen on 127.0.0.1. */
    record Listening(int proxy, int admin, int guestbook) {}

    Demo(Path home, Listening ports) {
        this.home = home;
        this.ports = ports;
    }

    void start(FlavorChoice.Wish wish, CacheFolder cache) throws IOException, InterruptedException, SQLException {
        long begin = System.nanoTime();
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        out.println(choice.reason());
        LocalServers servers = LocalServers.open(choice, cache);
        parts.push(servers::close);
        List<DemoServers.Place> places = DemoServers.start(servers);
        try {
            startOnTop(choice, places, begin);
        } catch (IOException | SQLException | RuntimeException e) {
            String dead = DemoServers.obituaries(places);
            if (dead.isEmpty()) {
                throw e;
            }
            throw new LaunchException(e.getMessage() + dead, e);
        }
    }

    private void startOnTop(FlavorChoice choice, List<DemoServers.Place> places, long begin)
            throws IOException, InterruptedException, SQLException {
        out.printf("%d servers answer after %d ms%n", places.size(), millisSince(begin));

        Path data = Files.createTempDirectory("shardgate-demo");
        parts.push(() -> Folders.delete(data));
        PrometheusMeterRegistry metrics = Metrics.registry();
        AdminServer admin = AdminServer.start(adminConfig(data), metrics);
        parts.push(admin::close);
        DemoTopology.create(places, admin, home);
        out.printf("Keyspaces commerce, customer and test_keyspace are set up after %d ms%n", millisSince(begin));

        ProxyNode proxy = ProxyNode.start(proxyConfig(choice), admin.store(), Vindexes.load(), metrics);
        parts.push(proxy::close);
        loadData();
        new DemoReplicas(this::url).await(DemoData.scripts());
        GuestbookServer guestbook =
                new GuestbookServer(new GuestbookConfig(messages(), ports.guestbook(), false)).start();
        parts.push(guestbook::close);
        printWhatToTry(places);
        out.printf("READY after %d ms%n", millisSince(begin));
        out.flush();
    }

    private AdminConfig adminConfig(Path data) {
        return DemoConfig.admin(AdminConfig.read(home.resolve("conf/admin.yaml")), data, ports.admin());
    }

    /** The sample configuration, with this demo's ports, its servers' account, and their own defaults for sessions. */
    private ProxyConfig proxyConfig(FlavorChoice choice) {
        ProxyConfig sample = ProxyConfig.read(home.resolve("conf/proxy.yaml"));
        return DemoConfig.proxy(sample, choice, ports.proxy(), ports.admin());
    }

    private void loadData() throws SQLException {
        for (DemoData.Script script : DemoData.scripts()) {
            try (Connection connection = DriverManager.getConnection(url(script.keyspace()), "demo", "");
                    Statement statement = connection.createStatement()) {
                for (String sql : script.statements()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private String url(String target) {
        return "jdbc:mysql://127.0.0.1:" + ports.proxy() + "/" + target;
    }

    /** The guestbook's database, which it knows by these URLs only. */
    private GuestbookDatabase messages() {
        return new GuestbookDatabase(
                url("test_keyspace"), url("test_keyspace@replica"), GuestbookDatabase.DEFAULT_USER, "");
    }

    private void printWhatToTry(List<DemoServers.Place> places) {
        boolean isDefault = ports.proxy() == DemoCommand.PROXY_PORT;
        String mysql = isDefault ? "bin/shardgate mysql" : "bin/shardgate mysql -P " + ports.proxy();
        String ctl = ports.admin() == DemoCommand.ADMIN_PORT
                ? "bin/shardgate ctl"
                : "bin/shardgate ctl -server 127.0.0.1:" + ports.admin();
        out.println();
        out.printf("MySQL      mysql -h 127.0.0.1 -P %d      any user, no password%n", ports.proxy());
        out.printf("           %s%n", url("commerce"));
        out.printf("Admin      http://127.0.0.1:%d/%n", ports.admin());
        out.printf("Guestbook  http://127.0.0.1:%d/%n", ports.guestbook());
        out.printf("           writes to %s%n", url("test_keyspace"));
        out.printf("           reads from %s%n", url("test_keyspace@replica"));
        out.println();
        out.println("Try");
        out.printf("  %s customer -e \"select * from customer\"%n", mysql);
        out.printf("  %s -e \"use customer/-80; select * from customer\"%n", mysql);
        out.printf("  %s customer -e \"insert into customer(email) values ('frank@domain.com')\"%n", mysql);
        out.printf("  %s customer -e \"vexplain select * from corder where customer_id = 4\"%n", mysql);
        out.printf("  %s ListAllTablets zone1%n", ctl);
        out.printf("  %s MigrateServedTypes customer/-80 rdonly   (says what is missing)%n", ctl);
        out.printf("  bin/shardgate guestbook load --duration 10s%s%n", isDefault ? "" : loadOptions());
        out.println();
        out.printf("%d database servers run as children of this process; Ctrl-C stops everything.%n", places.size());
    }

    private String loadOptions() {
        return " --url " + url("test_keyspace") + " --replica-url " + url("test_keyspace@replica");
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
