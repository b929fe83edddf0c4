package io.shardgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusPortTest {

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile List<String> problems = List.of();
    private StatusPort port;

    @BeforeEach
    void open() throws Exception {
        port = StatusPort.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> problems, metrics);
    }

    @AfterEach
    void close() {
        port.close();
    }

    @Test
    void aProcessThatLivesIsHealthyAndShowsWhatItCounts() throws Exception {
        Counter.builder("shardgate.things").register(metrics).increment();

        assertThat(get("/health").body()).isEqualTo("{\"status\":\"up\"}\n");
        assertThat(get("/metrics").body()).contains("shardgate_things_total 1.0");
    }

    @Test
    void itIsNotReadyForTheReasonsThatItHas() throws Exception {
        assertThat(get("/ready").statusCode()).isEqualTo(200);

        problems = List.of("the store is silent");

        assertThat(get("/ready").statusCode()).isEqualTo(503);
        assertThat(get("/ready").body()).isEqualTo("{\"ready\":false,\"reasons\":[\"the store is silent\"]}\n");
    }

    @Test
    void otherPathsAndMethodsAreRefusedWithWhatThereIs() throws Exception {
        assertThat(get("/api/command").statusCode()).isEqualTo(404);
        assertThat(get("/api/command").body())
                .contains("there is nothing at /api/command; there is /health, /ready, /metrics");
        HttpResponse<String> posted = send(HttpRequest.newBuilder(uri("/ready"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port.address().getPort() + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
