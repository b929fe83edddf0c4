package io.shardgate.serving.store.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WatchListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the lines of one watch, over one connection after another.
 *
 * <p>Two threads: the reader, which alone calls the listener, and a watchman, which closes a connection from which no line has
 * come for too long; a read cannot be given a deadline otherwise.
 */
final class RemoteWatch implements Watch {

    private static final Logger log = LoggerFactory.getLogger(RemoteWatch.class);
    private static final int OK = 200;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final long SILENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long WATCHMAN_MILLIS = 500;
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final long LONGEST_RETRY_MILLIS = 3000;

    private final HttpClient client;
    private final LongFunction<URI> uriAfter;
    private final WatchListener listener;
    private final Consumer<RemoteWatch> whenOver;
    private final Thread reader = new Thread(this::read, "topology-watch");
    private final Thread watchman = new Thread(this::guard, "topology-watch-guard");
    private final Object connectionLock = new Object();
    private @Nullable InputStream connection;
    private volatile long lastLineNanos;
    private volatile boolean closed;
    private volatile boolean endedByStore;
    // Confined to the reader.
    private long seen;
    private long retryMillis = FIRST_RETRY_MILLIS;

    RemoteWatch(
            HttpClient client,
            LongFunction<URI> uriAfter,
            long afterRevision,
            WatchListener listener,
            Consumer<RemoteWatch> whenOver) {
        this.client = client;
        this.uriAfter = uriAfter;
        this.seen = afterRevision;
        this.listener = listener;
        this.whenOver = whenOver;
        reader.setDaemon(true);
        watchman.setDaemon(true);
    }

    void start() {
        reader.start();
        watchman.start();
    }

    private void read() {
        try {
            while (!closed) {
                Optional<StoreException> end = readOneConnection();
                if (end.isPresent()) {
                    end(end.get());
                    return;
                }
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("a listener of the topology failed, its watch ends", e);
            end(new StoreException(StoreException.Kind.CLOSED, "the listener failed: " + e, e));
        } finally {
            if (endedByStore) {
                listener.onEnded(new StoreException(
                        StoreException.Kind.CLOSED, "the connection to the topology store was closed"));
            }
            closed = true;
            watchman.interrupt();
            whenOver.accept(this);
        }
    }

    /** Reads until the connection is lost (empty) or the watch is over. */
    private Optional<StoreException> readOneConnection() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uriAfter.apply(seen))
                .timeout(ANSWER_TIMEOUT)
                .GET()
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != OK) {
                    return refusal(response.statusCode(), body);
                }
                hold(body);
                return readLines(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
            } finally {
                hold(null);
            }
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()), e);
            return Optional.empty();
        }
    }

    private Optional<StoreException> refusal(int status, InputStream body) throws IOException {
        StoreException error = RemoteStore.error(parse(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
        if (error.kind() == StoreException.Kind.REFUSED) {
            return Optional.of(error);
        }
        lost("status " + status + ": " + error.getMessage(), error);
        return Optional.empty();
    }

    private Optional<StoreException> readLines(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !closed) {
            lastLineNanos = System.nanoTime();
            retryMillis = FIRST_RETRY_MILLIS;
            Optional<StoreException> end = tell(parse(line));
            if (end.isPresent()) {
                return end;
            }
            line = lines.readLine();
        }
        throw new IOException("the other side has ended the connection");
    }

    private Optional<StoreException> tell(JsonNode line) throws IOException {
        if (line.path("current").isIntegralNumber()) {
            long current = line.path("current").longValue();
            listener.onCurrent(current);
            // Nothing under our prefix happened up to here, so there is no need to ask for it again.
            seen = Math.max(seen, current);
            return Optional.empty();
        }
        if (line.has("changes")) {
            ChangeBatch batch = batch(line);
            listener.onChanges(batch);
            seen = batch.revision();
            return Optional.empty();
        }
        String message = line.path("message").asText();
        if (line.path("ended").asText().equals(StoreException.Kind.COMPACTED.name())) {
            return Optional.of(new StoreException(StoreException.Kind.COMPACTED, message));
        }
        // The process at the other end is going down; another one may open the store.
        throw new IOException("the watch was ended: " + message);
    }

    // What is not understood came from something that is not our API, such as a proxy's page of HTML: as good as no
    // answer.
    private static JsonNode parse(String json) throws IOException {
        try {
            return StoreJson.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static ChangeBatch batch(JsonNode line) throws IOException {
        try {
            return StoreJson.batch(line);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void lost(String why, Exception cause) {
        if (!closed) {
            listener.onLost(new StoreException(
                    StoreException.Kind.UNAVAILABLE, "the topology store is not heard: " + why, cause));
        }
    }

    private void end(StoreException why) {
        if (!closed) {
            listener.onEnded(why);
        }
    }

    private void pause() throws InterruptedException {
        if (!closed) {
            // Not all proxies at once when an admin process comes back.
            Thread.sleep(retryMillis / 2 + ThreadLocalRandom.current().nextLong(retryMillis));
            retryMillis = Math.min(2 * retryMillis, LONGEST_RETRY_MILLIS);
        }
    }

    private void hold(@Nullable InputStream body) {
        synchronized (connectionLock) {
            lastLineNanos = System.nanoTime();
            connection = body;
        }
    }

    private void guard() {
        try {
            while (!closed) {
                Thread.sleep(WATCHMAN_MILLIS);
                if (System.nanoTime() - lastLineNanos > SILENCE_NANOS) {
                    cutConnection();
                }
            }
        } catch (InterruptedException e) {
            // The reader is over.
            Thread.currentThread().interrupt();
        }
    }

    private void cutConnection() {
        synchronized (connectionLock) {
            if (connection == null) {
                return;
            }
            try {
                connection.close();
            } catch (IOException e) {
                log.debug("a silent connection did not close well", e);
            }
            connection = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        cutConnection();
        reader.interrupt();
        watchman.interrupt();
    }

    /** The whole store object is closed: unlike a closed watch, its listener hears of it. */
    void endWithStore() {
        if (!closed) {
            endedByStore = true;
            close();
        }
    }
}
