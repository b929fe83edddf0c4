package io.shardgate.guestbook.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the JDK's HTTP server hands over into a {@link Request}, and an {@link Answer} into bytes. */
final class HttpFrontEnd implements HttpHandler {

    private static final Logger log = LoggerFactory.getLogger(HttpFrontEnd.class);

    /** The longest message, every byte of it percent-encoded, with room for the field's name. */
    private static final int MAX_BODY_BYTES = 128 * 1024;

    /**
     * Of a body that is too long, so much is read and thrown away: a connection that closes on unread bytes would take
     * the answer with it.
     */
    private static final int MAX_SKIPPED_BYTES = 16 * 1024 * 1024;

    private final GuestbookSite site;

    HttpFrontEnd(GuestbookSite site) {
        this.site = site;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (RuntimeException e) {
                // The edge: nothing above would tell the browser.
                log.error("a request failed for a reason that is a mistake of the guestbook", e);
                answer = Answer.html(
                        500, PageView.notice("This did not work", Notice.error("The guestbook made a mistake.", "")));
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        Headers headers = exchange.getRequestHeaders();
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                skip(in);
            }
        }
        Request withoutQuery = new Request(
                exchange.getRequestMethod(),
                Optional.ofNullable(uri.getPath()).orElse("/"),
                FormFields.parse(null),
                header(headers, "Content-Type"),
                header(headers, "Accept"),
                new String(body, StandardCharsets.UTF_8));
        if (body.length > MAX_BODY_BYTES) {
            return GuestbookSite.refuse(withoutQuery, 413, "The message is far too long.");
        }
        FormFields query;
        try {
            query = FormFields.parse(uri.getRawQuery());
        } catch (IllegalArgumentException e) {
            return GuestbookSite.refuse(withoutQuery, 400, "The address is garbled: " + e.getMessage());
        }
        return site.answer(new Request(
                withoutQuery.method(),
                withoutQuery.path(),
                query,
                withoutQuery.contentType(),
                withoutQuery.accept(),
                withoutQuery.body()));
    }

    private static void skip(InputStream in) throws IOException {
        byte[] thrownAway = new byte[8192];
        int read = 0;
        for (int left = MAX_SKIPPED_BYTES; left > 0 && read >= 0; left -= read) {
            read = in.read(thrownAway);
        }
    }

    private static String header(Headers headers, String name) {
        return Optional.ofNullable(headers.getFirst(name)).orElse("");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
        // Even if text got through unescaped, a browser would run none of it.
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none';"
                        + " frame-ancestors 'none'");
        answer.headers().forEach(header -> headers.set(header.name(), header.value()));
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        if (isHead) {
            headers.set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(answer.status(), isHead || body.length == 0 ? -1 : body.length);
        if (!isHead && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
