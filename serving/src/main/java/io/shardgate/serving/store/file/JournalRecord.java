package io.shardgate.serving.store.file;

import io.shardgate.serving.store.ChangeBatch;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one write did, as it stands in the journal.
 *
 * @param leaseSeconds the whole life of each lease that a key of the batch is bound to
 */
record JournalRecord(ChangeBatch batch, Map<Long, Long> leaseSeconds) {

    JournalRecord {
        leaseSeconds = new TreeMap<>(leaseSeconds);
    }

    long revision() {
        return batch.revision();
    }
}
