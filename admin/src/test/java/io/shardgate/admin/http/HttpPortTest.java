package io.shardgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.shardgate.admin.ctl.Ctl;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.presence.ProxyPresence;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.remote.RemoteStore;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin port over real HTTP, and its client. */
class HttpPortTest {

    @TempDir
    private Path folder;

    private AdminPort admin;

    @BeforeEach
    void open() {
        admin = AdminPort.open(folder.resolve("store"));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private String server() {
        return "127.0.0.1:" + admin.uri("/").getPort();
    }

    /** What the client printed and how it ended. */
    private record Ran(int exit, String out, String err) {}

    private Ran ctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-server", server()));
        all.addAll(List.of(arguments));
        return ctl(all);
    }

    private static Ran ctl(List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Ctl ctl = new Ctl(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exit = ctl.run(arguments);
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aCommandLineAsPlainTextIsRunAndEndsWithItsExitCode() throws Exception {
        HttpResponse<String> created = admin.post("/api/command", "CreateKeyspace 'customer'\n");
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(created.body()).isEqualTo("exit: 0\n");

        assertThat(admin.post("/api/command", "GetKeyspaces").body()).isEqualTo("customer\nexit: 0\n");
    }

    @Test
    void oneCurlLineRunsACommand() throws Exception {
        admin.all("CreateKeyspace customer");
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "--fail",
                        "-d",
                        "GetKeyspaces",
                        admin.uri("/api/command").toString())
                .redirectErrorStream(true)
                .start();

        String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(answer).isEqualTo("customer\nexit: 0\n");
        assertThat(curl.waitFor()).isZero();
    }

    @Test
    void aCommandThatFailsBeforeAnyOutputHasAStatusThatSaysSo() throws Exception {
        assertThat(admin.post("/api/command", "GetKeyspace none").statusCode()).isEqualTo(422);
        assertThat(admin.post("/api/command", "GetKeyspce").statusCode()).isEqualTo(400);
        assertThat(admin.post("/api/command", "GetKeyspce").body())
                .contains("did you mean 'GetKeyspace'?")
                .endsWith("\nexit: 2\n");
    }

    @Test
    void programsGetLinesOfJson() throws Exception {
        HttpResponse<String> answer = admin.post(
                "/api/command", "{\"args\": [\"CreateKeyspace\", \"a b\"]}", "Accept", "application/x-ndjson");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(answer.body().lines()).hasSize(2).last().isEqualTo("{\"exit\":1}");
        assertThat(answer.body()).startsWith("{\"note\":\"'a b' cannot be the name of a keyspace");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"args": "x"}        | the field 'args' must be a list
                    {"args": [1]}        | which is not a text
                    {"arg": ["x"]}       | the field 'arg' is not known
                    {"args": [           | the body is not JSON
                    {"args": []}         | holds no command
                    Get 'x               | unclosed '
                    ~ ~                  | holds no command
                    """)
    void aBodyThatIsNoCommandIsRefusedAsJson(String body, String message) throws Exception {
        HttpResponse<String> answer = admin.post("/api/command", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":").contains(message);
    }

    @Test
    void wrongPathsAndMethodsGetClearErrors() throws Exception {
        HttpResponse<String> path = admin.get("/api/comand");
        assertThat(path.statusCode()).isEqualTo(404);
        assertThat(path.body()).contains("there is nothing at /api/comand", "/api/command");

        HttpResponse<String> method = admin.get("/api/command");
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("Allow")).hasValue("POST");
        assertThat(admin.post("/health", "").statusCode()).isEqualTo(405);
        assertThat(admin.get("/api/store/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aPageOfSomebodyElsesCannotRunCommands() throws Exception {
        HttpResponse<String> answer =
                admin.post("/api/command", "CreateKeyspace evil", "Origin", "http://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(admin.run("GetKeyspaces").out()).isEmpty();
    }

    @Test
    void healthReadinessAndMetricsAreShown() throws Exception {
        assertThat(admin.get("/health").body()).isEqualTo("{\"status\":\"up\"}\n");
        assertThat(admin.get("/ready").body()).isEqualTo("{\"ready\":true,\"reasons\":[]}\n");
        admin.post("/api/command", "GetKeyspaces");
        admin.post("/api/command", "made_up");
        assertThat(admin.get("/metrics").body())
                .contains(
                        "shardgate_command_seconds_count{command=\"GetKeyspaces\",exit=\"0\"} 1",
                        "shardgate_command_seconds_count{command=\"other\",exit=\"2\"} 1");
        assertThat(admin.send(HttpRequest.newBuilder(admin.uri("/health"))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);

        admin.server().addReadiness(() -> List.of("the proxy has not started"));

        HttpResponse<String> ready = admin.get("/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"ready\":false,\"reasons\":[\"the proxy has not started\"]}\n");
    }

    @Test
    void thePageShowsTheTopologyWithoutOutsideResources() throws Exception {
        assertThat(admin.get("/").body()).contains("no keyspaces yet");
        admin.all(
                "CreateShard -parent customer/0",
                "CreateShard customer/-80",
                "InitTablet -hostname 127.0.0.1 -mysql_port 1 -keyspace customer -shard 0 zone1-100 replica");

        HttpResponse<String> page = admin.get("/");

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("<title>Topology", "<h2>customer", "customer/-80", "zone1-0000000100", "127.0.0.1:1")
                .contains("does not serve writes", "aria-label=\"Key range: ", "-80 serves no writes")
                .doesNotContain("http://", "https://", "style=");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(admin.get("/page/topology.js").headers().firstValue("Content-Type"))
                .hasValue("text/javascript; charset=utf-8");
        assertThat(admin.get("/page/console.css").statusCode()).isEqualTo(200);
        assertThat(admin.get("/page/package-info.java").statusCode()).isEqualTo(404);
    }

    @Test
    void programsGetTheTopologyAsJson() throws Exception {
        admin.all(
                "CreateShard -parent customer/-80",
                "CreateShard customer/80-",
                "InitTablet -hostname 127.0.0.1 -mysql_port 1 -keyspace customer -shard -80 zone1-100 replica");

        HttpResponse<String> answer = admin.get("/api/topology");

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode keyspace =
                new ObjectMapper().readTree(answer.body()).path("keyspaces").path(0);
        JsonNode shard = keyspace.path("shards").path(0);
        assertThat(keyspace.path("name").textValue()).isEqualTo("customer");
        assertThat(shard.path("keys").toString()).isEqualTo("{\"start\":\"\",\"end\":\"80\",\"from\":0.0,\"to\":0.5}");
        assertThat(shard.path("serves_writes").booleanValue()).isTrue();
        assertThat(shard.at("/tablets/0/port").intValue()).isEqualTo(1);
        assertThat(shard.at("/tablets/0/health/ok").booleanValue()).isFalse();
        assertThat(keyspace.at("/shards/1/keys/from").doubleValue()).isEqualTo(0.5);
        assertThat(keyspace.at("/served/0/shards").toString()).isEqualTo("[\"-80\",\"80-\"]");
    }

    @Test
    void aProxyOfAnotherProcessReadsTheTopologyAndAcknowledgesOverThePort() throws Exception {
        RemoteStore remote = new RemoteStore(admin.server().storeUri());
        SnapshotLoader loader =
                SnapshotLoader.start(remote, VindexRegistry.load(ParameterFiles.none()), Clock.systemUTC());
        ProxyPresence presence = null;
        try {
            assertThat(loader.awaitFirst(Duration.ofSeconds(10))).isTrue();
            presence = ProxyPresence.announce(
                    remote, "p", "zone1", "here", loader, () -> loader.current().version(), () -> Long.MAX_VALUE);
            while (new LiveProxies(admin.server().store()).list().isEmpty()) {
                Thread.sleep(10);
            }
            for (int i = 0; i < 10; i++) {
                admin.all("CreateKeyspace k" + i);

                assertThat(loader.current().hasKeyspace("k" + i)).isTrue();
            }
        } finally {
            if (presence != null) {
                presence.close();
            }
            loader.close();
            remote.close();
        }
    }

    @Test
    void anArgumentNeverNamesAFileOfTheAdminsMachine() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "CreateKeyspace leaked");

        String answer = admin.post("/api/command", "CreateKeyspace @" + secret).body();

        assertThat(answer).doesNotContain("leaked").endsWith("exit: 1\n");
        assertThat(admin.post("/api/command", "ApplyVSchema -vschema_file " + secret + " k")
                        .body())
                .contains("was not sent with the command")
                .doesNotContain("leaked");
    }

    @Test
    void clientsOfTheStoreCannotChangeTheTopology() throws Exception {
        HttpResponse<String> answer = admin.post(
                "/api/store/write",
                "{\"changes\": [{\"put\": \"keyspaces/x/Keyspace\", \"expected\": 0, \"value\": \"{}\"}]}");

        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(admin.run("GetKeyspaces").out()).isEmpty();
    }

    @Test
    void ctlPrintsTheOutputAndEndsWithTheExitCode() {
        assertThat(ctl("CreateKeyspace", "customer")).isEqualTo(new Ran(0, "", ""));
        assertThat(ctl("GetKeyspaces")).isEqualTo(new Ran(0, "customer\n", ""));
        assertThat(ctl("GetKeyspace", "none").exit()).isEqualTo(1);
        assertThat(ctl("GetKeyspace", "none").err()).contains("keyspace none does not exist");
        assertThat(ctl("GetKeyspaces", "--frce").exit()).isEqualTo(2);
        assertThat(ctl("help").out()).contains("MigrateServedTypes");
        assertThat(ctl().exit()).isEqualTo(2);
    }

    @Test
    void ctlSendsTheFilesThatFlagsName() throws IOException {
        Path file = Files.writeString(folder.resolve("vschema ü.json"), "{\"tables\": {\"é\": {}}}");
        admin.all("CreateKeyspace k");

        Ran ran = ctl("ApplyVSchema", "-vschema_file", file.toString(), "k");

        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("New VSchema object:", "é");
        assertThat(ctl("ApplyVSchema", "-vschema_file", folder.resolve("none").toString(), "k")
                        .err())
                .contains("there is no file");
    }

    @Test
    void ctlSaysWhereNobodyAnswers() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        Ran ran = ctl(List.of("--server=127.0.0.1:" + port, "GetKeyspaces"));

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("no admin process answers at 127.0.0.1:" + port, "shardgate admin")
                .hasLineCount(1);
        assertThat(ctl(List.of("-server", "nowhere", "GetKeyspaces")).exit()).isEqualTo(2);
    }

    @Test
    void aBusyPortAndAStoreInUseAreSaid() {
        AdminConfig.Servers servers =
                AdminConfig.read(Path.of("../conf/admin.yaml")).servers();
        int port = admin.uri("/").getPort();
        AdminConfig busy = config(port, folder.resolve("other"), servers);

        assertThatThrownBy(() -> AdminServer.start(busy, AdminPort.metrics()))
                .isInstanceOf(AdminStartException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("listen.port");
        assertThatThrownBy(() -> AdminServer.start(config(0, folder.resolve("store"), servers), AdminPort.metrics()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.IN_USE));
        // The failed start has given its store back.
        AdminServer.start(config(0, folder.resolve("other"), servers), AdminPort.metrics())
                .close();
    }

    private static AdminConfig config(int port, Path directory, AdminConfig.Servers servers) {
        return new AdminConfig(
                new AdminConfig.Listen("127.0.0.1", port),
                new AdminConfig.Topology(directory, "zone1"),
                servers,
                new AdminConfig.Commands(Duration.ofSeconds(1)),
                new AdminConfig.Tracking(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }
}
