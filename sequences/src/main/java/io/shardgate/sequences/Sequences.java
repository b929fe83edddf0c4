package io.shardgate.sequences;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.model.VSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The sequences of one proxy. Thread-safe; {@link #next} never blocks.
 *
 * <p>Ids are unique over all proxies and crashes: each comes from a block that was taken out of the table for good. Within
 * a proxy they rise. A block that is not used up when its proxy ends is lost.
 */
public final class Sequences implements AutoCloseable {

    /** No statement needs more, and a slip of the keyboard does not use up a sequence. */
    private static final long MAX_COUNT = 1_000_000_000;

    private static final int FETCHERS = 4;

    private final Map<SequenceName, CachedSequence> sequences = new ConcurrentHashMap<>();
    private final BlockSource source;
    private final ExecutorService fetchers;
    private final SnapshotSource.Subscription subscription;

    /**
     * @param store holds the sequences' ceilings; stays the caller's
     * @param pools stay the caller's
     * @param cell whose servers are asked for the primary
     */
    public Sequences(SnapshotSource snapshots, TopologyStore store, JdbcPools pools, String cell) {
        this.source = new BlockSource(snapshots, pools, new SequenceCeilings(store), cell);
        AtomicInteger number = new AtomicInteger();
        this.fetchers = Executors.newFixedThreadPool(FETCHERS, work -> {
            Thread thread = new Thread(work, "sequence-fetch-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.subscription = snapshots.subscribe((before, current) -> forgetBlocks(before.vschema(), current.vschema()));
    }

    /**
     * A table that takes ids from a sequence now, and did not before, may have got others meanwhile that are in a block of
     * ours; the sequence's table is known to be above them, what was taken out of it earlier is not.
     */
    private void forgetBlocks(VSchema before, VSchema current) {
        Map<String, SequenceName> known = byTable(before);
        byTable(current).forEach((table, sequence) -> {
            if (!sequence.equals(known.get(table))) {
                sequences.remove(sequence);
            }
        });
    }

    private static Map<String, SequenceName> byTable(VSchema vschema) {
        Map<String, SequenceName> sequences = new HashMap<>();
        vschema.keyspaces()
                .values()
                .forEach(keyspace -> keyspace.tables()
                        .values()
                        .forEach(table -> table.autoIncrement()
                                .ifPresent(ids -> sequences.put(
                                        keyspace.name() + "." + table.name(),
                                        new SequenceName(ids.sequenceKeyspace(), ids.sequenceTable())))));
        return sequences;
    }

    /**
     * Asks for consecutive ids. The listener is told on this thread or on one of this object's.
     *
     * @param count from 1 to {@value #MAX_COUNT}; the listener gets SEQUENCE_BAD_USE for any other
     */
    public void next(SequenceName sequence, long count, IdListener listener) {
        if (count < 1 || count > MAX_COUNT) {
            listener.unavailable(SqlError.SEQUENCE_BAD_USE.exception("the number of values of sequence " + sequence
                    + " has to be from 1 to " + MAX_COUNT + ", not " + count));
            return;
        }
        sequences
                .computeIfAbsent(sequence, name -> new CachedSequence(name, source, fetchers))
                .next(count, listener);
    }

    /** Refuses what still waits for a block. */
    @Override
    public void close() {
        subscription.close();
        fetchers.shutdownNow();
    }
}
