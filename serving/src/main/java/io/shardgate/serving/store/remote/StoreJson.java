package io.shardgate.serving.store.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.WriteOutcome;
import java.util.ArrayList;
import java.util.List;

/** The store's types as JSON, both ways. Reading throws IllegalArgumentException on anything unexpected. */
final class StoreJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StoreJson() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonNode parse(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            if (node == null || !node.isObject()) {
                throw new IllegalArgumentException("the body is a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the JSON cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    static ObjectNode value(StoredValue stored) {
        return object().put("key", stored.key())
                .put("value", stored.value())
                .put("revision", stored.revision())
                .put("lease", stored.lease());
    }

    static StoredValue value(JsonNode node) {
        return new StoredValue(text(node, "key"), text(node, "value"), number(node, "revision"), number(node, "lease"));
    }

    static ObjectNode listing(Listing listing) {
        ObjectNode node = object().put("revision", listing.revision());
        ArrayNode values = node.putArray("values");
        listing.values().forEach(stored -> values.add(value(stored)));
        return node;
    }

    static Listing listing(JsonNode node) {
        List<StoredValue> values = new ArrayList<>();
        node.path("values").forEach(value -> values.add(value(value)));
        return new Listing(number(node, "revision"), values);
    }

    static ObjectNode batch(ChangeBatch batch) {
        ObjectNode node = object().put("revision", batch.revision());
        ArrayNode changes = node.putArray("changes");
        for (ChangeBatch.Changed changed : batch.changes()) {
            changes.add(
                    changed instanceof ChangeBatch.Set set ? value(set.stored()) : object().put("gone", changed.key()));
        }
        return node;
    }

    static ChangeBatch batch(JsonNode node) {
        List<ChangeBatch.Changed> changes = new ArrayList<>();
        for (JsonNode change : node.path("changes")) {
            changes.add(
                    change.has("gone")
                            ? new ChangeBatch.Gone(text(change, "gone"))
                            : new ChangeBatch.Set(value(change)));
        }
        return new ChangeBatch(number(node, "revision"), changes);
    }

    static ObjectNode changes(List<Change> changes) {
        ObjectNode node = object();
        ArrayNode array = node.putArray("changes");
        for (Change change : changes) {
            ObjectNode one = array.addObject().put("key", change.key()).put("expected", change.expectedRevision());
            if (change instanceof Change.Put put) {
                one.put("do", "put").put("value", put.value()).put("lease", put.lease());
            } else {
                one.put("do", change instanceof Change.Delete ? "delete" : "check");
            }
        }
        return node;
    }

    static List<Change> changes(JsonNode node) {
        List<Change> changes = new ArrayList<>();
        for (JsonNode one : node.path("changes")) {
            String key = text(one, "key");
            long expected = number(one, "expected");
            changes.add(
                    switch (text(one, "do")) {
                        case "put" ->
                            new Change.Put(
                                    key,
                                    expected,
                                    text(one, "value"),
                                    one.path("lease").asLong(TopologyStore.NO_LEASE));
                        case "delete" -> new Change.Delete(key, expected);
                        case "check" -> new Change.Check(key, expected);
                        default ->
                            throw new IllegalArgumentException(
                                    "a change is put, delete or check, not " + text(one, "do"));
                    });
        }
        return changes;
    }

    static ObjectNode outcome(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            return object().put("applied", applied.revision());
        }
        if (outcome instanceof WriteOutcome.LeaseEnded ended) {
            return object().put("leaseEnded", ended.lease());
        }
        if (outcome instanceof WriteOutcome.Unknown unknown) {
            return object().put("unknown", unknown.reason());
        }
        WriteOutcome.Conflict conflict = (WriteOutcome.Conflict) outcome;
        ObjectNode node = object();
        node.putObject("conflict")
                .put("key", conflict.key())
                .put("expected", conflict.expectedRevision())
                .put("actual", conflict.actualRevision());
        return node;
    }

    static WriteOutcome outcome(JsonNode node) {
        if (node.has("applied")) {
            return new WriteOutcome.Applied(number(node, "applied"));
        }
        if (node.has("leaseEnded")) {
            return new WriteOutcome.LeaseEnded(number(node, "leaseEnded"));
        }
        if (node.has("unknown")) {
            return new WriteOutcome.Unknown(text(node, "unknown"));
        }
        JsonNode conflict = node.path("conflict");
        return new WriteOutcome.Conflict(
                text(conflict, "key"), number(conflict, "expected"), number(conflict, "actual"));
    }

    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("the field " + field + " is a text");
        }
        return value.textValue();
    }

    static long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException("the field " + field + " is a whole number");
        }
        return value.longValue();
    }
}
