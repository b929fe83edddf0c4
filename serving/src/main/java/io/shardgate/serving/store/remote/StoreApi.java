package io.shardgate.serving.store.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.WriteOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Answers requests for a store, whatever HTTP server carries them. The paths are relative to where it is mounted,
 * {@code /api/store}:
 *
 * <ul>
 *   <li>{@code GET /value?key=K}: {@code {"value": {...}}}, without the field if the key is absent
 *   <li>{@code GET /list?prefix=P}: {@code {"revision": n, "values": [...]}}
 *   <li>{@code GET /watch?prefix=P&after=N}: lines, until either side closes: {@code {"revision": n, "changes": [...]}},
 *       {@code {"current": n}} at least every few seconds, and at last {@code {"ended": KIND, "message": "..."}}
 *   <li>{@code POST /write} with {@code {"changes": [...]}}: {@code {"applied": n}}, {@code {"conflict": {...}}},
 *       {@code {"leaseEnded": id}} or {@code {"unknown": reason}}
 *   <li>{@code POST /lease/grant} with {@code {"seconds": n}}: {@code {"lease": id}}
 *   <li>{@code POST /lease/keep} with {@code {"lease": id}}: {@code {"alive": true}}
 *   <li>{@code POST /lease/revoke} with {@code {"lease": id}}: {@code {}}
 * </ul>
 *
 * Errors have a status of 400 or more and {@code {"error": KIND, "message": "..."}}. Safe for all threads; may block.
 */
public final class StoreApi {

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final TopologyStore store;
    private final Predicate<String> mayWrite;

    /** @param mayWrite which keys the clients may change; proxies need no more than those of their own presence */
    public StoreApi(TopologyStore store, Predicate<String> mayWrite) {
        this.store = store;
        this.mayWrite = mayWrite;
    }

    /**
     * A request.
     *
     * @param path below the mount, such as {@code /list}
     * @param query decoded parameters
     * @param body empty for GET
     */
    public record Request(String method, String path, Map<String, String> query, String body) {}

    /** An answer: a body, or lines that go on. */
    public sealed interface Response {}

    /** A whole answer, of type application/json. */
    public record Body(int status, String json) implements Response {}

    /** Status 200, type application/x-ndjson; the server calls {@link LineStream#run} on a thread that may block. */
    public record Lines(LineStream stream) implements Response {}

    /** Never throws but for the programmer's mistakes: what fails is in the answer. */
    public Response handle(Request request) {
        try {
            return answer(request);
        } catch (StoreException e) {
            int status = e.kind() == StoreException.Kind.REFUSED ? FORBIDDEN : UNAVAILABLE;
            return error(status, e.kind().name(), e.getMessage());
        } catch (IllegalArgumentException e) {
            return error(BAD_REQUEST, StoreException.Kind.REFUSED.name(), String.valueOf(e.getMessage()));
        }
    }

    private Response answer(Request request) {
        return switch (request.method().toUpperCase(Locale.ROOT) + " " + request.path()) {
            case "GET /value" -> value(parameter(request, "key"));
            case "GET /list" -> ok(StoreJson.listing(store.list(parameter(request, "prefix"))));
            case "GET /watch" ->
                new Lines(new LineStream(
                        store, parameter(request, "prefix"), number(parameter(request, "after"), "after")));
            case "POST /write" -> write(StoreJson.changes(StoreJson.parse(request.body())));
            case "POST /lease/grant" -> {
                Duration life = Duration.ofSeconds(field(request, "seconds"));
                yield ok(StoreJson.object().put("lease", store.grantLease(life)));
            }
            case "POST /lease/keep" ->
                ok(StoreJson.object().put("alive", store.keepLeaseAlive(field(request, "lease"))));
            case "POST /lease/revoke" -> {
                store.revokeLease(field(request, "lease"));
                yield ok(StoreJson.object());
            }
            default ->
                error(
                        NOT_FOUND,
                        StoreException.Kind.REFUSED.name(),
                        "the store has no request " + request.method() + " " + request.path());
        };
    }

    private Response value(String key) {
        ObjectNode answer = StoreJson.object();
        store.read(key).ifPresent(stored -> answer.set("value", StoreJson.value(stored)));
        return ok(answer);
    }

    private Response write(List<Change> changes) {
        Optional<String> refused = changes.stream()
                .filter(change -> !(change instanceof Change.Check))
                .map(Change::key)
                .filter(mayWrite.negate())
                .findFirst();
        if (refused.isPresent()) {
            throw new StoreException(
                    StoreException.Kind.REFUSED,
                    "the key " + refused.get() + " is changed by commands, not by clients");
        }
        WriteOutcome outcome = store.write(changes);
        return ok(StoreJson.outcome(outcome));
    }

    private static String parameter(Request request, String name) {
        String value = request.query().get(name);
        if (value == null) {
            throw new IllegalArgumentException("the request needs the parameter " + name);
        }
        return value;
    }

    private static long number(String text, String name) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the parameter " + name + " is a number, not '" + text + "'", e);
        }
    }

    private static long field(Request request, String name) {
        JsonNode field = StoreJson.parse(request.body()).path(name);
        if (!field.isIntegralNumber()) {
            throw new IllegalArgumentException("the body needs the number " + name);
        }
        return field.longValue();
    }

    private static Response ok(ObjectNode json) {
        return new Body(OK, json.toString());
    }

    private static Response error(int status, String kind, String message) {
        return new Body(
                status,
                StoreJson.object().put("error", kind).put("message", message).toString());
    }
}
