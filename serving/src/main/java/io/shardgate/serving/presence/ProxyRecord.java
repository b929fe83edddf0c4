package io.shardgate.serving.presence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a proxy says of itself in the store.
 *
 * @param address where clients connect, for people
 * @param acknowledged the version of the newest snapshot by which all its new statements run
 * @param drained the version of the newest snapshot before which no statement that still runs was begun, those of open
 *     transactions left out
 */
public record ProxyRecord(String id, String cell, String address, long acknowledged, long drained) {

    private static final ObjectMapper JSON = new ObjectMapper();
    static final String PREFIX = "proxies/";

    String key() {
        return PREFIX + id;
    }

    /** For {@code StoreApi}: the keys that proxies write themselves. */
    public static boolean isKeyOfProxies(String key) {
        return key.startsWith(PREFIX);
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a proxy's record cannot be written as JSON", e);
        }
    }

    static ProxyRecord read(String json) {
        try {
            return JSON.readValue(json, ProxyRecord.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a proxy's record: " + e.getOriginalMessage(), e);
        }
    }
}
