package io.shardgate.serving.store.file;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.ChangeBatch.Changed;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All keys and values at the newest revision. Safe for use by several threads. */
final class StoreState {

    private final TreeMap<String, StoredValue> values = new TreeMap<>();
    private long revision;

    synchronized void apply(ChangeBatch batch) {
        for (Changed changed : batch.changes()) {
            if (changed instanceof ChangeBatch.Set set) {
                values.put(changed.key(), set.stored());
            } else {
                values.remove(changed.key());
            }
        }
        revision = batch.revision();
    }

    synchronized long revision() {
        return revision;
    }

    synchronized Optional<StoredValue> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    synchronized long revisionOf(String key) {
        StoredValue stored = values.get(key);
        return stored == null ? Change.ABSENT : stored.revision();
    }

    synchronized Listing list(String prefix) {
        List<StoredValue> found = new ArrayList<>();
        for (Map.Entry<String, StoredValue> entry : values.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.add(entry.getValue());
        }
        return new Listing(revision, found);
    }

    synchronized List<String> keysOf(long lease) {
        return values.values().stream()
                .filter(stored -> lease != TopologyStore.NO_LEASE && stored.lease() == lease)
                .map(StoredValue::key)
                .toList();
    }
}
