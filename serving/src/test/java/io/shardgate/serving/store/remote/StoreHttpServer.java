package io.shardgate.serving.store.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The JDK's HTTP server with the store's API mounted, on the loopback address. */
public final class StoreHttpServer implements AutoCloseable {

    private static final String MOUNT = "/api/store";

    static {
        // Else an answer waits 40 milliseconds for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();

    /** @param port 0 for any that is free */
    public StoreHttpServer(StoreApi api, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(executor);
        server.createContext(MOUNT, exchange -> answer(api, exchange));
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + MOUNT);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(StoreApi api, HttpExchange exchange) throws IOException {
        StoreApi.Response response = api.handle(new StoreApi.Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath().substring(MOUNT.length()),
                query(exchange.getRequestURI().getRawQuery()),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (response instanceof StoreApi.Body body) {
            byte[] json = body.json().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.status(), json.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(json);
            }
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            ((StoreApi.Lines) response).stream().run(line -> {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
