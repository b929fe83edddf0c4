package io.shardgate.admin.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.command.CommandOutput;
import io.shardgate.admin.command.ExitCode;
import io.shardgate.local.Accounts;
import io.shardgate.proxy.config.Secret;
import io.shardgate.serving.jdbc.ServerAccess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole admin process, for tests: on any free port, with its store in a folder of its own. */
public final class AdminPort implements AutoCloseable {

    private final AdminServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What came of a command. */
    public record Outcome(int exit, List<String> out, List<String> notes) {

        /** All lines of output as one text. */
        public String text() {
            return String.join("\n", out);
        }

        /** All notes as one text. */
        public String noted() {
            return String.join("\n", notes);
        }
    }

    private AdminPort(AdminServer server) {
        this.server = server;
    }

    public static AdminPort open(Path folder) {
        return open(folder, Duration.ofSeconds(10));
    }

    public static AdminPort open(Path folder, Duration acknowledgeTimeout) {
        AdminConfig config = new AdminConfig(
                new AdminConfig.Listen("127.0.0.1", 0),
                new AdminConfig.Topology(folder, "zone1"),
                servers(),
                new AdminConfig.Commands(acknowledgeTimeout),
                new AdminConfig.Tracking(Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ofMillis(200)));
        return new AdminPort(AdminServer.start(config, metrics()));
    }

    private static AdminConfig.Servers servers() {
        Accounts accounts = Accounts.standard();
        return new AdminConfig.Servers(
                login(accounts.application()),
                login(accounts.dba()),
                login(accounts.replication()),
                ServerAccess.Tls.PREFERRED);
    }

    /** The accounts of the servers that tests start. */
    public static ServerAccess access() {
        return servers().access();
    }

    static PrometheusMeterRegistry metrics() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    private static AdminConfig.Login login(io.shardgate.local.Account account) {
        return new AdminConfig.Login(account.name(), new Secret(account.password()));
    }

    public AdminServer server() {
        return server;
    }

    /** Runs a command in the process. */
    public Outcome run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /** Runs a command whose flags name these files. */
    public Outcome run(Map<String, String> files, String... arguments) {
        List<String> out = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        ExitCode exit = server.commands().run(List.of(arguments), files, new CommandOutput() {
            @Override
            public void line(String text) {
                text.lines().forEach(out::add);
            }

            @Override
            public void note(String text) {
                text.lines().forEach(notes::add);
            }
        });
        return new Outcome(exit.code(), out, notes);
    }

    /** Runs commands that must succeed. */
    public void all(String... lines) {
        for (String line : lines) {
            Outcome outcome =
                    run(io.shardgate.admin.command.CommandLines.split(line).toArray(String[]::new));
            if (outcome.exit() != 0) {
                throw new AssertionError(line + ": " + outcome);
            }
        }
    }

    public URI uri(String path) {
        return server.uri().resolve(path);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    public HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
    }
}
