package io.shardgate.serving.store.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WatchListener;
import io.shardgate.serving.store.WriteOutcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store that another process has open, over HTTP as {@link StoreApi} describes.
 *
 * <p>A watch that loses its connection tries again for as long as it is open, and resumes where it was. Safe for all threads.
 */
public final class RemoteStore implements TopologyStore {

    private static final int OK = 200;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    // Shorter than any lease, so that a request that hangs does not hide the loss of one for long.
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private final URI base;
    private final HttpClient client;
    private final Set<RemoteWatch> watches = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param base where the API is mounted, such as {@code http://127.0.0.1:15000/api/store} */
    public RemoteStore(URI base) {
        this.base = base;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public Optional<StoredValue> read(String key) {
        JsonNode value = get("/value?key=" + encode(key)).path("value");
        return value.isMissingNode() ? Optional.empty() : Optional.of(StoreJson.value(value));
    }

    @Override
    public Listing list(String prefix) {
        return StoreJson.listing(get("/list?prefix=" + encode(prefix)));
    }

    @Override
    public Watch watch(String prefix, long afterRevision, WatchListener listener) {
        requireOpen();
        RemoteWatch watch = new RemoteWatch(
                client,
                after -> uri("/watch?prefix=" + encode(prefix) + "&after=" + after),
                afterRevision,
                listener,
                watches::remove);
        watches.add(watch);
        watch.start();
        return watch;
    }

    @Override
    public WriteOutcome write(List<Change> changes) {
        requireDistinctKeys(changes);
        try {
            return StoreJson.outcome(post("/write", StoreJson.changes(changes)));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.OUTCOME_UNKNOWN) {
                return new WriteOutcome.Unknown(e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public long grantLease(Duration timeToLive) {
        if (timeToLive.toSeconds() < 1 || timeToLive.toNanosPart() != 0) {
            throw new IllegalArgumentException("a lease lives for whole seconds, at least one, not " + timeToLive);
        }
        return StoreJson.number(
                post("/lease/grant", StoreJson.object().put("seconds", timeToLive.toSeconds())), "lease");
    }

    @Override
    public boolean keepLeaseAlive(long lease) {
        return post("/lease/keep", StoreJson.object().put("lease", lease))
                .path("alive")
                .booleanValue();
    }

    @Override
    public void revokeLease(long lease) {
        post("/lease/revoke", StoreJson.object().put("lease", lease));
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(RemoteWatch::endWithStore);
        watches.clear();
    }

    private static void requireDistinctKeys(List<Change> changes) {
        Set<String> keys = new HashSet<>();
        for (Change change : changes) {
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("a write names the key " + change.key() + " twice");
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(StoreException.Kind.CLOSED, "the connection to the topology store was closed");
        }
    }

    private JsonNode get(String path) {
        return send(
                HttpRequest.newBuilder(uri(path)).timeout(REQUEST_TIMEOUT).GET().build());
    }

    private JsonNode post(String path, ObjectNode body) {
        return send(HttpRequest.newBuilder(uri(path))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private JsonNode send(HttpRequest request) {
        requireOpen();
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the topology store at " + base + " cannot be reached", e);
        } catch (IOException e) {
            throw afterSending(request, "the connection to the topology store at " + base + " was lost: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw afterSending(request, "interrupted while waiting for the topology store at " + base, e);
        }
        return answer(request, response);
    }

    /** Once a request is on its way, only what changes nothing certainly changed nothing. */
    private static StoreException afterSending(HttpRequest request, String message, Exception cause) {
        StoreException.Kind kind =
                request.method().equals("GET") ? StoreException.Kind.UNAVAILABLE : StoreException.Kind.OUTCOME_UNKNOWN;
        return new StoreException(kind, message, cause);
    }

    private JsonNode answer(HttpRequest request, HttpResponse<String> response) {
        JsonNode body;
        try {
            body = StoreJson.parse(response.body());
        } catch (IllegalArgumentException e) {
            throw afterSending(
                    request,
                    "what answers at " + base + " is not a topology store: status " + response.statusCode(),
                    e);
        }
        if (response.statusCode() == OK) {
            return body;
        }
        throw error(body);
    }

    static StoreException error(JsonNode body) {
        String message = body.path("message").asText("the topology store gave no reason");
        String kind = body.path("error").asText();
        for (StoreException.Kind known : StoreException.Kind.values()) {
            if (known.name().equals(kind)) {
                // To this client a store that its own process has closed is only away.
                return new StoreException(
                        known == StoreException.Kind.CLOSED ? StoreException.Kind.UNAVAILABLE : known, message);
            }
        }
        return new StoreException(StoreException.Kind.UNAVAILABLE, message);
    }

    private URI uri(String path) {
        return URI.create(base + path);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
