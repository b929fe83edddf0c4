package io.shardgate.admin.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A port of a process without commands, such as a proxy, by which it is watched: /health, /ready and /metrics. */
public final class StatusPort implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StatusPort.class);

    private final HttpServer server;
    private final StatusPaths paths;

    private StatusPort(HttpServer server, StatusPaths paths) {
        this.server = server;
        this.paths = paths;
    }

    /**
     * Begins to listen; answers one request at a time.
     *
     * @param metrics shown at {@code /metrics}; stays the caller's
     * @throws IOException if the address cannot be bound
     */
    public static StatusPort open(InetSocketAddress address, Readiness readiness, PrometheusMeterRegistry metrics)
            throws IOException {
        StatusPort port = new StatusPort(HttpServer.create(address, 0), new StatusPaths(readiness, metrics::scrape));
        port.server.createContext("/", port::answer);
        port.server.start();
        return port;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange http) throws IOException {
        try (http) {
            Exchange exchange = new Exchange(http);
            try {
                if (!paths.answer(exchange)) {
                    exchange.error(
                            Exchange.NOT_FOUND,
                            "there is nothing at " + exchange.path() + "; there is " + StatusPaths.NAMES);
                }
            } catch (RequestException e) {
                exchange.error(e.status(), e.getMessage());
            } catch (RuntimeException e) {
                log.error("a request failed in a way that it should not path={}", exchange.path(), e);
                exchange.error(500, "internal error, please report it with the log: " + e);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
