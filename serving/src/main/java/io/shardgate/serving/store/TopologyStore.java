package io.shardgate.serving.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An ordered map of keys to texts, with one revision that rises by every write.
 *
 * <p>Reads are never older than the last write that this store object acknowledged. All methods block, may be called by
 * any thread, and throw {@link StoreException}. Made so that an embedded file and etcd both fit.
 */
public interface TopologyStore extends AutoCloseable {

    /** No lease: the key stays until it is deleted. */
    long NO_LEASE = 0;

    Optional<StoredValue> read(String key);

    /** All keys that start with the prefix, which may be empty, at one revision. */
    Listing list(String prefix);

    /**
     * Tells the listener of every write after the given revision that touches the prefix.
     *
     * <p>Does not wait for the store: a store that cannot be reached is reported by {@link WatchListener#onLost}, and a
     * revision that is no longer remembered by {@link WatchListener#onEnded}.
     */
    Watch watch(String prefix, long afterRevision, WatchListener listener);

    /**
     * Applies all changes in one revision, or none. When it answers that they are applied they are durable.
     *
     * <p>A key may appear once. A list that holds only checks is answered without a new revision.
     *
     * @throws StoreException if certainly nothing was written
     */
    WriteOutcome write(List<Change> changes);

    /**
     * A new lease, which ends, and deletes the keys bound to it, when it is not kept alive for the time given. Most callers
     * want {@link Lease#open}, which keeps it alive.
     *
     * @param timeToLive at least a second, in whole seconds
     */
    long grantLease(Duration timeToLive);

    /** Starts the lease's time again; false if it has ended. */
    boolean keepLeaseAlive(long lease);

    /** Ends the lease now and deletes its keys in one revision; nothing happens if it has ended. */
    void revokeLease(long lease);

    /** Ends all watches of this object and frees what it holds; the leases run on until they expire. */
    @Override
    void close();
}
