package io.shardgate.sequences;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.vschema.error.SqlError;
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

    private static final int FETCHERS = 4;

    private final Map<SequenceName, CachedSequence> sequences = new ConcurrentHashMap<>();
    private final BlockSource source;
    private final ExecutorService fetchers;

    /** @param cell whose servers are asked for the primary */
    public Sequences(SnapshotSource snapshots, JdbcPools pools, String cell) {
        this.source = new BlockSource(snapshots, pools, cell);
        AtomicInteger number = new AtomicInteger();
        this.fetchers = Executors.newFixedThreadPool(FETCHERS, work -> {
            Thread thread = new Thread(work, "sequence-fetch-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Asks for consecutive ids.
     *
     * @param count at least 1
     */
    public void next(SequenceName sequence, long count, IdListener listener) {
        if (count < 1) {
            listener.unavailable(SqlError.SEQUENCE_BAD_USE.exception(
                    "the number of values of sequence " + sequence + " has to be 1 or more, not " + count));
            return;
        }
        sequences
                .computeIfAbsent(sequence, name -> new CachedSequence(name, source, fetchers))
                .next(count, listener);
    }

    /** Refuses what still waits for a block. */
    @Override
    public void close() {
        fetchers.shutdownNow();
    }
}
