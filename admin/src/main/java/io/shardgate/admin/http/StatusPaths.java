package io.shardgate.admin.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The paths by which a process is watched, the same in every process. Safe for all threads. */
final class StatusPaths {

    /** For messages. */
    static final String NAMES = "/health, /ready, /metrics";

    private final Readiness readiness;
    private final Supplier<String> metrics;

    /** @param metrics in Prometheus's format */
    StatusPaths(Readiness readiness, Supplier<String> metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    /** Answers a request for one of the paths; false if it is for another one. */
    boolean answer(Exchange exchange) throws IOException, RequestException {
        switch (exchange.path()) {
            case "/health" -> {
                exchange.allow(Exchange.GET);
                exchange.answer(Exchange.OK, Exchange.JSON, "{\"status\":\"up\"}\n");
            }
            case "/ready" -> {
                exchange.allow(Exchange.GET);
                ready(exchange);
            }
            case "/metrics" -> {
                exchange.allow(Exchange.GET);
                exchange.answer(Exchange.OK, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void ready(Exchange exchange) throws IOException {
        List<String> problems = readiness.problems();
        ObjectNode json = Exchange.object().put("ready", problems.isEmpty());
        ArrayNode reasons = json.putArray("reasons");
        problems.forEach(reasons::add);
        exchange.answer(
                problems.isEmpty() ? Exchange.OK : Exchange.UNAVAILABLE, Exchange.JSON, Exchange.json(json) + "\n");
    }
}
