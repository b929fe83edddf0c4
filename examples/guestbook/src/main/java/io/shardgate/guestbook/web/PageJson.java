package io.shardgate.guestbook.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.guestbook.message.Message;
import io.shardgate.guestbook.message.MessagePage;
import java.util.Locale;

/**
 * Reads and writes the JSON for scripts. Page numbers and times are strings, since they have 64 bits and many readers
 * of JSON keep 53.
 */
final class PageJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PageJson() {}

    static String page(MessagePage page) {
        ObjectNode root = object();
        root.put("page", page.page().toString());
        root.put("source", page.source().name().toLowerCase(Locale.ROOT));
        root.put("has_older", page.hasOlder());
        ArrayNode messages = root.putArray("messages");
        for (Message message : page.messages()) {
            messages.add(message(message));
        }
        return text(root);
    }

    static String posted(Message message) {
        return text(message(message).put("page", message.page().toString()));
    }

    static String error(Notice notice) {
        ObjectNode root = object().put("error", notice.text());
        if (!notice.detail().isEmpty()) {
            root.put("detail", notice.detail());
        }
        return text(root);
    }

    static String health(String primary, String replica) {
        boolean ok = primary.equals("ok") && replica.equals("ok");
        return text(object().put("status", ok ? "ok" : "failing")
                .put("primary", primary)
                .put("replica", replica));
    }

    /**
     * The text in {@code {"message": "..."}}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static String readMessage(String body) {
        try {
            JsonNode message = MAPPER.readTree(body).path("message");
            if (message.isTextual()) {
                return message.textValue();
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("The body must be like {\"message\": \"text\"}");
    }

    private static ObjectNode message(Message message) {
        return object().put("time_created_ns", Long.toUnsignedString(message.timeCreatedNs()))
                .put("message", message.text());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String text(ObjectNode node) {
        return node + "\n";
    }
}
