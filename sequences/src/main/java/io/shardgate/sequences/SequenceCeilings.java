package io.shardgate.sequences;

import io.shardgate.serving.jdbc.SqlNames;
import io.shardgate.serving.repository.TopologyKeys;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.WriteOutcome;
import io.shardgate.vschema.error.SqlError;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number in the topology store that a sequence's next_id never passes. Thread-safe; blocks.
 *
 * <p>A primary that is lost with its last updates may have given out more ids than its successor knows of, but none at or
 * above the ceiling. So after such a loss the sequence goes on at its ceiling, and no id comes twice.
 */
public final class SequenceCeilings {

    private static final Logger log = LoggerFactory.getLogger(SequenceCeilings.class);

    /** How many blocks the ceiling is put above what is taken: so many fewer writes to the store than to the table. */
    private static final long BLOCKS_AHEAD = 100;

    /** Two proxies that raise the same ceiling conflict once; more than this is not a race. */
    private static final int ATTEMPTS = 20;

    private final TopologyStore store;

    /** What was read last: a ceiling only rises, so it is at least this. */
    private final Map<SequenceName, Long> known = new ConcurrentHashMap<>();

    public SequenceCeilings(TopologyStore store) {
        this.store = store;
    }

    /**
     * Makes sure, durably, that the ceiling is not below the next_id that is about to be written, and raises it ahead of
     * need, so that a store that is away for a while stops no sequence.
     *
     * @param cache the size of a block
     * @throws io.shardgate.vschema.error.SqlErrorException SEQUENCE_UNAVAILABLE if it is below, and the store cannot be
     *     written
     */
    void cover(SequenceName sequence, long nextId, long cache) {
        long ahead = saturated(cache, BLOCKS_AHEAD);
        long ceiling = known.getOrDefault(sequence, Long.MIN_VALUE);
        if (ceiling >= nextId && ceiling - nextId >= ahead / 2) {
            return;
        }
        try {
            raise(sequence, nextId, nextId > Long.MAX_VALUE - ahead ? Long.MAX_VALUE : nextId + ahead);
        } catch (StoreException e) {
            if (ceiling < nextId) {
                throw SqlError.SEQUENCE_UNAVAILABLE.exception(
                        sequence,
                        "its ceiling " + (ceiling == Long.MIN_VALUE ? "" : ceiling + " ")
                                + "has to be raised first, and the topology store does not take it: " + e.getMessage());
            }
            log.warn(
                    "the ceiling of a sequence was not raised, ids go on up to it sequence={} ceiling={} next_id={} cause={}",
                    sequence,
                    ceiling,
                    nextId,
                    e.getMessage());
        }
    }

    /** Raises the ceiling unless it has been raised by somebody else; an unknown outcome is read back. */
    private void raise(SequenceName sequence, long nextId, long wanted) {
        String key = TopologyKeys.sequenceCeiling(sequence.keyspace(), sequence.table());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<StoredValue> before = store.read(key);
            long now = before.map(SequenceCeilings::ceiling).orElse(Long.MIN_VALUE);
            if (now >= nextId && now - nextId >= (wanted - nextId) / 2) {
                known.put(sequence, now);
                return;
            }
            long revision = before.map(StoredValue::revision).orElse(Change.ABSENT);
            WriteOutcome outcome = store.write(List.of(new Change.Put(key, revision, Long.toString(wanted))));
            if (outcome instanceof WriteOutcome.Applied) {
                known.put(sequence, wanted);
                return;
            }
        }
        throw new StoreException(
                StoreException.Kind.CONFLICT, key + " was changed by somebody else " + ATTEMPTS + " times");
    }

    /**
     * Lets all sequences of a keyspace go on at their ceilings, on a primary that may lack their last updates.
     *
     * @param primary may write to the database
     * @param database in which the keyspace's tables are
     * @throws SQLException if a table cannot be updated; a table that is gone is passed over
     */
    public void startAgain(String keyspace, Connection primary, String database) throws SQLException {
        for (StoredValue stored :
                store.list(TopologyKeys.sequenceCeilings(keyspace)).values()) {
            String table = TopologyKeys.sequenceTable(keyspace, stored.key());
            long ceiling = ceiling(stored);
            try (Statement statement = primary.createStatement()) {
                int changed = statement.executeUpdate("update " + SqlNames.quote(database) + "." + SqlNames.quote(table)
                        + " set next_id = " + ceiling + " where id = 0 and next_id < " + ceiling);
                if (changed > 0) {
                    log.info("a sequence goes on at its ceiling sequence={}.{} next_id={}", keyspace, table, ceiling);
                }
            } catch (SQLException e) {
                if (!BlockSource.isUnknownTable(e)) {
                    throw e;
                }
            }
        }
    }

    private static long ceiling(StoredValue stored) {
        try {
            return Long.parseLong(stored.value());
        } catch (NumberFormatException e) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT, stored.key() + " is not a number: " + stored.value(), e);
        }
    }

    private static long saturated(long value, long factor) {
        return value > Long.MAX_VALUE / factor ? Long.MAX_VALUE : value * factor;
    }
}
