package io.shardgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
            assertThat(demo.rows("test_keyspace", "select count(*) from messages"))
                    .containsExactly("0");
            assertThat(demo.command("ListAllTablets zone1").lines().filter(line -> line.contains(" master ")))
                    .hasSize(4);
            assertThat(demo.get("/ready")).contains("\"ready\":true");

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

    @ParameterizedTest
    @EnumSource(
            value = FlavorChoice.Wish.class,
            names = {"MYSQL", "MARIADB"})
    void noServerOutlivesADemoThatIsKilled(FlavorChoice.Wish flavor, @TempDir Path folder) throws Exception {
        assumeRunnable(flavor);
        Demoed demo = Demoed.start(flavor, folder);
        List<ProcessHandle> servers = demo.servers();

        demo.process.toHandle().destroyForcibly();

        awaitGone(servers);
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
    private record Demoed(Process process, int port, int adminPort) {

        static Demoed start(FlavorChoice.Wish flavor, Path folder) throws IOException, InterruptedException {
            int port = freePort();
            int adminPort = freePort();
            Path log = folder.resolve("demo.log");
            Path launcher = Path.of("").toAbsolutePath();
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dshardgate.home=" + launcher.getParent(),
                    "-cp",
                    launcher.resolve("target/dist/lib") + "/*",
                    Main.class.getName(),
                    "demo",
                    "--flavor",
                    flavor.name(),
                    "--port",
                    Integer.toString(port),
                    "--admin-port",
                    Integer.toString(adminPort));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            long deadline = System.nanoTime() + START.toNanos();
            while (Files.readAllLines(log).stream().noneMatch(line -> line.startsWith("READY"))) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IllegalStateException("the demo did not get ready:\n" + Files.readString(log));
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return new Demoed(process, port, adminPort);
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
            String url = "jdbc:mysql://127.0.0.1:" + port + "/" + target.replace("/", "%2F")
                    + "?sslMode=DISABLED&allowPublicKeyRetrieval=true";
            List<String> rows = new ArrayList<>();
            try (Connection connection = DriverManager.getConnection(url, "anyone", "");
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
