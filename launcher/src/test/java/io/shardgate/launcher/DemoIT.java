package io.shardgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demo as a newcomer has it: a process of its own with real servers, used through its ports. */
class DemoIT {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration GONE = Duration.ofSeconds(5);

    @ParameterizedTest
    @EnumSource(
            value = FlavorChoice.Wish.class,
            names = {"MYSQL", "MARIADB"})
    void theDemoServesShardsAndEndsCleanly(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        assumeRunnable(flavor);
        Demoed demo = Demoed.start(flavor, folder);
        try {
            assertThat(demo.rows("customer/-80", "select customer_id from customer order by customer_id"))
                    .containsExactly("1", "2", "3", "5");
            assertThat(demo.rows("customer/80-", "select customer_id from customer"))
                    .containsExactly("4");
            assertThat(demo.rows("customer", "select email from customer where customer_id = 4"))
                    .containsExactly("dan@domain.com");
            assertThat(demo.rows("customer@replica", "select count(*) from corder"))
                    .containsExactly("5");
            assertThat(demo.rows("commerce", "select sku from product order by sku"))
                    .containsExactly("SKU-1001", "SKU-1002");
            assertThat(demo.rows("commerce", "select next value from customer_seq"))
                    .containsExactly("1000");
            assertThat(demo.rows("test_keyspace@rdonly", "select count(*) from messages"))
                    .containsExactly("0");
            theGuestbookIsInUse(demo);
            assertThat(demo.command("ListAllTablets zone1").lines().filter(line -> line.contains(" master ")))
                    .hasSize(4);
            assertThat(demo.get("/ready")).contains("\"ready\":true");
            aProxyThatIsTerminatedLetsTransactionsFinish(demo, flavor, folder);

            List<ProcessHandle> servers = demo.servers();
            assertThat(servers).hasSizeGreaterThanOrEqualTo(12);
            demo.process.destroy();

            assertThat(demo.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(demo.process.exitValue()).isZero();
            awaitGone(servers);
        } finally {
            demo.process.destroyForcibly();
        }
    }

    private static void aProxyThatIsTerminatedLetsTransactionsFinish(Demoed demo, FlavorChoice.Wish flavor, Path folder)
            throws Exception {
        int port = Demoed.freePort();
        Process proxy = demo.startProxy(flavor, folder, port);
        ExecutorService clients = Executors.newCachedThreadPool();
        try {
            long before = price(demo);
            List<Future<Integer>> load = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                load.add(clients.submit(() -> raisePriceUntilCutOff(port)));
            }
            TimeUnit.SECONDS.sleep(1);

            proxy.destroy();

            int committed = 0;
            for (Future<Integer> client : load) {
                committed += client.get(30, TimeUnit.SECONDS);
            }
            assertThatThrownBy(() -> Demoed.connect("mysql", port, "commerce")).isInstanceOf(SQLException.class);
            assertThat(proxy.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.exitValue()).isZero();
            assertThat(committed).isPositive();
            assertThat(price(demo)).isEqualTo(before + committed);
        } finally {
            clients.shutdownNow();
            proxy.destroyForcibly();
        }
    }

    /** How many transactions were committed. Each must be, once its first statement was answered. */
    private static int raisePriceUntilCutOff(int port) throws SQLException {
        int committed = 0;
        Connection connection = Demoed.connect("mysql", port, "commerce");
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (true) {
                try {
                    statement.executeUpdate("update product set price = price + 1 where sku = 'SKU-1001'");
                } catch (SQLException cutOff) {
                    return committed;
                }
                statement.execute("select sleep(0.05)");
                connection.commit();
                committed++;
            }
        } finally {
            // To close it would roll back first, and the proxy has left.
            connection.abort(Runnable::run);
        }
    }

    private static long price(Demoed demo) throws SQLException {
        return Long.parseLong(demo.rows("commerce", "select price from product where sku = 'SKU-1001'")
                .get(0));
    }

    private static void theGuestbookIsInUse(Demoed demo) throws Exception {
        String message = "Grüße, 世界 \uD83C\uDF89";
        assertThat(demo.post("/page/7", "message=" + URLEncoder.encode(message, StandardCharsets.UTF_8)))
                .isEqualTo(303);
        for (String driver : List.of("mysql", "mariadb")) {
            String read = "select message from messages where page = 7";
            assertThat(demo.rows(driver, "test_keyspace", read)).containsExactly(message);
            long deadline = System.nanoTime() + GONE.toNanos();
            while (demo.rows(driver, "test_keyspace@replica", read).isEmpty() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(demo.rows(driver, "test_keyspace@replica", read)).containsExactly(message);
        }
        assertThat(demo.page("/page/7")).contains(message);
        String load = demo.launch(
                "guestbook",
                "load",
                "--duration=3s",
                "--url=jdbc:mysql://127.0.0.1:" + demo.port() + "/test_keyspace",
                "--replica-url=jdbc:mysql://127.0.0.1:" + demo.port() + "/test_keyspace@replica");
        assertThat(load).contains("\"passed\":true", "\"errors\":0", "\"lost\":0", "\"duplicated\":0");
    }

    @ParameterizedTest
    @EnumSource(
            value = FlavorChoice.Wish.class,
            names = {"MYSQL", "MARIADB"})
    void noServerOutlivesADemoThatIsKilled(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        assumeRunnable(flavor);
        Demoed demo = Demoed.start(flavor, folder);
        List<ProcessHandle> servers = demo.servers();
        assertThat(Ports.holder(demo.guestbookPort())).isPresent();

        demo.process.toHandle().destroyForcibly();

        awaitGone(servers);
        assertThat(Ports.holder(demo.guestbookPort())).isEmpty();
    }

    private static void assumeRunnable(FlavorChoice.Wish flavor) {
        try {
            FlavorChoice.choose(flavor, CacheFolder.ofUser());
        } catch (LocalServerException e) {
            String leftOut = flavor + " is left out: " + e.getMessage();
            System.err.println(leftOut);
            Assumptions.abort(leftOut);
        }
    }

    private static void awaitGone(List<ProcessHandle> processes) throws InterruptedException {
        long deadline = System.nanoTime() + GONE.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
    }

    /** A demo that has said READY. */
    private record Demoed(Process process, int port, int adminPort, int guestbookPort) {

        static Demoed start(FlavorChoice.Wish flavor, Path folder) throws IOException, InterruptedException {
            int port = freePort();
            int adminPort = freePort();
            int guestbookPort = freePort();
            Process process = startAndAwaitReady(
                    folder.resolve("demo.log"),
                    "demo",
                    "--flavor=" + flavor.name(),
                    "--port=" + port,
                    "--admin-port=" + adminPort,
                    "--guestbook-port=" + guestbookPort);
            return new Demoed(process, port, adminPort, guestbookPort);
        }

        private static Process startAndAwaitReady(Path log, String... arguments)
                throws IOException, InterruptedException {
            Process process = new ProcessBuilder(command(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            long deadline = System.nanoTime() + START.toNanos();
            while (Files.readAllLines(log).stream().noneMatch(line -> line.startsWith("READY"))) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IllegalStateException(arguments[0] + " did not get ready:\n" + Files.readString(log));
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return process;
        }

        /** As bin/shardgate starts it. */
        private static List<String> command(String... arguments) {
            Path launcher = Path.of("").toAbsolutePath();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dshardgate.home=" + launcher.getParent(),
                    "-cp",
                    launcher.resolve("target/dist/lib") + "/*",
                    Main.class.getName()));
            command.addAll(List.of(arguments));
            return command;
        }

        /** A proxy in a process of its own, that serves what the demo serves. */
        Process startProxy(FlavorChoice.Wish flavor, Path folder, int proxyPort)
                throws IOException, InterruptedException {
            Account application = Accounts.standard().application();
            Path config = folder.resolve("proxy.yaml");
            String session = flavor == FlavorChoice.Wish.MARIADB
                    ? "{sql_mode: STRICT_TRANS_TABLES, collation: utf8mb4_general_ci}"
                    : "{}";
            Files.writeString(
                    config, """
                    listen:
                      port: %d
                    users:
                      anyone_without_password: true
                    backend:
                      user: %s
                      password: %s
                    topology:
                      admin_url: http://127.0.0.1:%d
                      cell: zone1
                    session: %s
                    """.formatted(proxyPort, application.name(), application.password(), adminPort, session));
            return startAndAwaitReady(folder.resolve("proxy.log"), "proxy", "--config=" + config);
        }

        static Connection connect(String driver, int port, String target) throws SQLException {
            String url = "jdbc:" + driver + "://127.0.0.1:" + port + "/" + target.replace("/", "%2F");
            return DriverManager.getConnection(url, "anyone", "");
        }

        /** The output of a command that must succeed. */
        String launch(String... arguments) throws IOException, InterruptedException {
            Process launched = new ProcessBuilder(command(arguments))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(launched.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(launched.waitFor()).as(output).isZero();
            return output;
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        /** The database servers among the demo's descendants. */
        List<ProcessHandle> servers() {
            return process.descendants()
                    .filter(handle -> handle.info()
                            .command()
                            .filter(path -> path.endsWith("mysqld") || path.endsWith("mariadbd"))
                            .isPresent())
                    .toList();
        }

        List<String> rows(String target, String sql) throws SQLException {
            return rows("mysql", target, sql);
        }

        List<String> rows(String driver, String target, String sql) throws SQLException {
            List<String> rows = new ArrayList<>();
            try (Connection connection = connect(driver, port, target);
                    Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
            return rows;
        }

        String command(String line) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(uri("/api/command"))
                    .POST(HttpRequest.BodyPublishers.ofString(line))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        }

        /** The status that a form sent to the guestbook is answered with. */
        int post(String path, String form) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(guestbook(path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }

        String page(String path) throws IOException, InterruptedException {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(guestbook(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }

        private URI guestbook(String path) {
            return URI.create("http://127.0.0.1:" + guestbookPort + path);
        }

        String get(String path) throws IOException, InterruptedException {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }

        private URI uri(String path) {
            return URI.create("http://127.0.0.1:" + adminPort + path);
        }
    }
}
