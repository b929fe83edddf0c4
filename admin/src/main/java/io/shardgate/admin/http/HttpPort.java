package io.shardgate.admin.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.command.Commands;
import io.shardgate.admin.command.ExitCode;
import io.shardgate.admin.page.Asset;
import io.shardgate.admin.page.TopologyPage;
import io.shardgate.admin.page.TopologyReporter;
import io.shardgate.serving.store.remote.StoreApi;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, and gives each request to what answers its path. */
final class HttpPort implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpPort.class);
    private static final String STORE = "/api/store";
    private static final String POST = "POST";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static {
        // Else an answer waits 40 milliseconds for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Answers answers;
    private final AdminMetrics metrics;
    private final StatusPaths status;

    /** What the port answers with. */
    record Answers(
            Commands commands,
            StoreApi store,
            Readiness readiness,
            PrometheusMeterRegistry metrics,
            ClusterMetrics cluster,
            TopologyPage page,
            TopologyReporter topology) {}

    /**
     * Begins to listen.
     *
     * @throws IOException if the address cannot be bound
     */
    HttpPort(InetSocketAddress address, Answers answers) throws IOException {
        this.answers = answers;
        this.metrics = new AdminMetrics(answers.metrics(), answers.commands().names());
        this.status = new StatusPaths(answers.readiness(), () -> {
            answers.cluster().refresh();
            return answers.metrics().scrape();
        });
        this.server = HttpServer.create(address, 0);
        AtomicInteger number = new AtomicInteger();
        // A watch of the store keeps its thread for as long as it lives, so their number is not bounded.
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "admin-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange http) throws IOException {
        try (http) {
            answer(new Exchange(http));
        }
    }

    private void answer(Exchange exchange) throws IOException {
        try {
            route(exchange);
        } catch (RequestException e) {
            exchange.error(e.status(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("a request failed in a way that it should not path={}", exchange.path(), e);
            exchange.error(500, "internal error, please report it with the admin's log: " + e);
        }
    }

    private void route(Exchange exchange) throws IOException, RequestException {
        String path = exchange.path();
        if (path.equals(STORE) || path.startsWith(STORE + "/")) {
            store(exchange);
            return;
        }
        Optional<Asset> asset = Asset.find(path);
        if (asset.isPresent()) {
            exchange.allow(Exchange.GET);
            show(exchange, asset.get().type(), asset.get().text());
            return;
        }
        if (status.answer(exchange)) {
            return;
        }
        switch (path) {
            case "/" -> {
                exchange.allow(Exchange.GET);
                show(exchange, "text/html; charset=utf-8", answers.page().html());
            }
            case "/api/topology" -> {
                exchange.allow(Exchange.GET);
                show(exchange, Exchange.JSON, answers.topology().json());
            }
            case "/api/command" -> {
                exchange.allow(POST);
                command(exchange);
            }
            default ->
                throw new RequestException(
                        Exchange.NOT_FOUND,
                        "there is nothing at " + path
                                + "; there is /, " + StatusPaths.NAMES
                                + ", /api/topology, /api/command and /api/store");
        }
    }

    /** A web page of somebody else's, open in the operator's browser, must not be able to run commands. */
    private static void refuseWebPages(Exchange exchange) throws RequestException {
        if (exchange.header("Origin") != null) {
            throw new RequestException(
                    Exchange.FORBIDDEN, "requests that change something are not taken from web pages");
        }
    }

    /** What browsers show may load and run only what comes from here. */
    private static void show(Exchange exchange, String type, String text) throws IOException {
        exchange.setHeader("Content-Security-Policy", POLICY);
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        exchange.setHeader("Referrer-Policy", "no-referrer");
        exchange.setHeader("Cache-Control", "no-cache");
        exchange.answer(Exchange.OK, type, text);
    }

    private void command(Exchange exchange) throws IOException, RequestException {
        refuseWebPages(exchange);
        CommandRequest request = CommandRequest.read(exchange.body(), exchange.header("Content-Type"));
        String accept = exchange.header("Accept");
        CommandAnswer answer = new CommandAnswer(exchange, accept != null && accept.contains(Exchange.LINES_OF_JSON));
        // Not its arguments: statements hold values.
        log.info("command started command={}", request.arguments().get(0));
        long start = System.nanoTime();
        ExitCode exitCode = answers.commands().run(request.arguments(), request.files(), answer);
        metrics.ran(request.arguments().get(0), exitCode, System.nanoTime() - start);
        log.info("command ended command={} exitCode={}", request.arguments().get(0), exitCode.code());
        answer.end(exitCode);
    }

    private void store(Exchange exchange) throws IOException, RequestException {
        if (!exchange.method().equals(Exchange.GET)) {
            refuseWebPages(exchange);
        }
        StoreApi.Response response = answers.store()
                .handle(new StoreApi.Request(
                        exchange.method(),
                        exchange.path().substring(STORE.length()),
                        exchange.query(),
                        exchange.body()));
        if (response instanceof StoreApi.Body body) {
            exchange.answer(body.status(), Exchange.JSON, body.json());
        } else {
            try (OutputStream out = exchange.stream(Exchange.OK, Exchange.LINES_OF_JSON)) {
                ((StoreApi.Lines) response).stream().run(line -> {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                });
            }
        }
    }

    /** Cuts all connections; commands that run are interrupted. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
