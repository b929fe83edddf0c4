package io.shardgate.serving.store.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.ChangeBatch.Changed;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records and snapshots as JSON. */
final class RecordJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordJson() {}

    static byte[] write(JournalRecord record) {
        ObjectNode root = JSON.createObjectNode().put("revision", record.revision());
        ArrayNode changes = root.putArray("changes");
        for (Changed changed : record.batch().changes()) {
            if (changed instanceof ChangeBatch.Set set) {
                changes.add(value(set.stored()));
            } else {
                changes.addObject().put("gone", changed.key());
            }
        }
        return bytes(withLeases(root, record.leaseSeconds()));
    }

    static JournalRecord read(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        List<Changed> changes = new ArrayList<>();
        for (JsonNode change : root.required("changes")) {
            changes.add(
                    change.has("gone")
                            ? new ChangeBatch.Gone(change.get("gone").textValue())
                            : new ChangeBatch.Set(value(change)));
        }
        return new JournalRecord(new ChangeBatch(root.required("revision").longValue(), changes), leases(root));
    }

    static byte[] writeSnapshot(long revision, Iterable<StoredValue> values, Map<Long, Long> leaseSeconds) {
        ObjectNode root = JSON.createObjectNode().put("revision", revision);
        ArrayNode array = root.putArray("values");
        values.forEach(stored -> array.add(value(stored)));
        return bytes(withLeases(root, leaseSeconds));
    }

    /** A snapshot is read as one large batch at its revision; its values keep their own revisions. */
    static JournalRecord readSnapshot(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        List<Changed> changes = new ArrayList<>();
        for (JsonNode node : root.required("values")) {
            changes.add(new ChangeBatch.Set(value(node)));
        }
        return new JournalRecord(new ChangeBatch(root.required("revision").longValue(), changes), leases(root));
    }

    private static ObjectNode value(StoredValue stored) {
        ObjectNode node = JSON.createObjectNode()
                .put("key", stored.key())
                .put("value", stored.value())
                .put("revision", stored.revision());
        if (stored.lease() != TopologyStore.NO_LEASE) {
            node.put("lease", stored.lease());
        }
        return node;
    }

    private static StoredValue value(JsonNode node) {
        return new StoredValue(
                node.required("key").textValue(),
                node.required("value").textValue(),
                node.required("revision").longValue(),
                node.path("lease").asLong(TopologyStore.NO_LEASE));
    }

    private static ObjectNode withLeases(ObjectNode root, Map<Long, Long> leaseSeconds) {
        if (!leaseSeconds.isEmpty()) {
            ObjectNode leases = root.putObject("leases");
            leaseSeconds.forEach((lease, seconds) -> leases.put(Long.toString(lease), seconds));
        }
        return root;
    }

    private static Map<Long, Long> leases(JsonNode root) {
        Map<Long, Long> leases = new TreeMap<>();
        root.path("leases")
                .properties()
                .forEach(field -> leases.put(
                        Long.parseLong(field.getKey()), field.getValue().longValue()));
        return leases;
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (IOException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }
}
