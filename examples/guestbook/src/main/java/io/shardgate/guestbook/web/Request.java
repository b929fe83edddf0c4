package io.shardgate.guestbook.web;

import java.util.Optional;

/**
 * What a browser or a script asks.
 *
 * @param path decoded, without the query
 * @param contentType of the body, or empty
 * @param accept what the client would like to get, or empty
 */
record Request(String method, String path, FormFields query, String contentType, String accept, String body) {

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    boolean isPost() {
        return method.equals("POST");
    }

    boolean hasJsonBody() {
        return contentType.startsWith("application/json");
    }

    boolean wantsJson() {
        return hasJsonBody() || accept.contains("application/json") || path.endsWith(".json");
    }

    Optional<String> parameter(String name) {
        return query.first(name);
    }
}
