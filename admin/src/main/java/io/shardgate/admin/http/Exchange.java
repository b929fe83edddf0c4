package io.shardgate.admin.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request and its answer, in our words. Confined to its thread. */
final class Exchange {

    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int UNPROCESSABLE = 422;
    static final int UNAVAILABLE = 503;

    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    static final String LINES_OF_JSON = "application/x-ndjson";

    static final String GET = "GET";

    private static final int MAX_BODY_BYTES = 64 << 20;
    private static final int NO_BODY = -1;
    private static final int CHUNKED = 0;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpExchange http;

    Exchange(HttpExchange http) {
        this.http = http;
    }

    String method() {
        return http.getRequestMethod();
    }

    /** Decoded. */
    String path() {
        return http.getRequestURI().getPath();
    }

    @Nullable
    String header(String name) {
        return http.getRequestHeaders().getFirst(name);
    }

    /** Decoded; of a parameter that is given twice the last value. */
    Map<String, String> query() {
        Map<String, String> query = new TreeMap<>();
        String raw = http.getRequestURI().getRawQuery();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return query;
    }

    /** The whole body as text. */
    String body() throws IOException, RequestException {
        try (InputStream in = http.getRequestBody()) {
            byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new RequestException(
                        TOO_LARGE, "a request's body can have " + MAX_BODY_BYTES + " bytes, this one has more");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    void answer(int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().set("Content-Type", type);
        if (method().equals("HEAD")) {
            http.sendResponseHeaders(status, NO_BODY);
            return;
        }
        http.sendResponseHeaders(status, bytes.length == 0 ? NO_BODY : bytes.length);
        if (bytes.length > 0) {
            try (OutputStream out = http.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    /** Refuses every other method; a GET may come as HEAD. */
    void allow(String method) throws RequestException {
        String asked = method();
        if (!asked.equals(method) && !(method.equals(GET) && asked.equals("HEAD"))) {
            setHeader("Allow", method.equals(GET) ? "GET, HEAD" : method);
            throw new RequestException(METHOD_NOT_ALLOWED, path() + " takes " + method + ", not " + asked);
        }
    }

    void error(int status, String message) throws IOException {
        answer(status, JSON, json(object().put("error", message)) + "\n");
    }

    /** Begins an answer whose end is not known yet; the caller closes the stream. */
    OutputStream stream(int status, String type) throws IOException {
        http.getResponseHeaders().set("Content-Type", type);
        // Says to proxies between us and the reader that lines are to be passed on as they come.
        http.getResponseHeaders().set("Cache-Control", "no-store");
        http.getResponseHeaders().set("X-Accel-Buffering", "no");
        http.sendResponseHeaders(status, CHUNKED);
        return http.getResponseBody();
    }

    void setHeader(String name, String value) {
        http.getResponseHeaders().set(name, value);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String json(ObjectNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree cannot be written as JSON", e);
        }
    }
}
