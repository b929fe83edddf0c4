package io.shardgate.serving.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A lock that ends with a lease, and that others can see: who holds it, and what for.
 *
 * <p>It is a key that exists only while the lock is held. A writer that must not write without the lock adds {@link #check()}
 * to its changes; then a holder that has lost its lock, perhaps without knowing, can change nothing.
 */
public final class StoreLock implements AutoCloseable {

    private static final String PREFIX = "locks/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Lease lease;
    private final String key;
    private final long revision;

    private StoreLock(Lease lease, String key, long revision) {
        this.lease = lease;
        this.key = key;
        this.revision = revision;
    }

    /**
     * Who holds a lock, what for, and since when.
     *
     * @param holder such as a host and a process
     * @param action such as the command that runs
     * @param since ISO-8601, by the holder's clock
     */
    public record Holder(String holder, String action, String since) {

        @Override
        public String toString() {
            return holder + " since " + since + " (" + action + ")";
        }
    }

    /**
     * Waits for the lock and takes it.
     *
     * @param name what is locked, such as {@code keyspaces/customer}
     * @throws StoreException with the kind CONFLICT, naming the holder, if it is not free in time
     */
    public static StoreLock acquire(
            TopologyStore store, String name, Holder holder, Duration timeToLive, Duration waitAtMost) {
        long deadline = System.nanoTime() + waitAtMost.toNanos();
        String key = PREFIX + name;
        Lease lease = Lease.open(store, timeToLive);
        try {
            while (true) {
                long revision = tryAcquire(store, key, holder, lease);
                if (revision != Change.ABSENT) {
                    return new StoreLock(lease, key, revision);
                }
                waitUntilFree(store, name, key, deadline);
            }
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** Who holds the lock now, if anybody does. */
    public static Optional<Holder> holder(TopologyStore store, String name) {
        return store.read(PREFIX + name).map(stored -> readHolder(stored.value()));
    }

    /** To be added to a write that must not happen without the lock. */
    public Change.Check check() {
        return new Change.Check(key, revision);
    }

    public boolean isLost() {
        return lease.isLost();
    }

    /** Runs the action once when the lock is lost. */
    public void onLost(Runnable action) {
        lease.onLost(action);
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        lease.close();
    }

    private static long tryAcquire(TopologyStore store, String key, Holder holder, Lease lease) {
        WriteOutcome outcome =
                store.write(List.of(new Change.Put(key, Change.ABSENT, writeHolder(holder), lease.id())));
        if (outcome instanceof WriteOutcome.Conflict) {
            return Change.ABSENT;
        }
        if (outcome instanceof WriteOutcome.Unknown) {
            return store.read(key)
                    .filter(stored -> stored.lease() == lease.id())
                    .map(StoredValue::revision)
                    .orElse(Change.ABSENT);
        }
        return outcome.orThrow();
    }

    private static void waitUntilFree(TopologyStore store, String name, String key, long deadline) {
        Listing listing = store.list(key);
        Optional<StoredValue> held = listing.values().stream()
                .filter(stored -> stored.key().equals(key))
                .findFirst();
        if (held.isEmpty()) {
            return;
        }
        CountDownLatch moved = new CountDownLatch(1);
        Watch watch = store.watch(key, listing.revision(), new WakeUp(moved));
        try {
            if (!moved.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    || System.nanoTime() >= deadline) {
                throw new StoreException(
                        StoreException.Kind.CONFLICT,
                        name + " is locked by " + readHolder(held.get().value()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Kind.UNAVAILABLE, "interrupted while waiting for the lock on " + name, e);
        } finally {
            watch.close();
        }
    }

    private static String writeHolder(Holder holder) {
        try {
            return JSON.writeValueAsString(holder);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lock's holder cannot be written as JSON", e);
        }
    }

    private static Holder readHolder(String json) {
        try {
            return JSON.readValue(json, Holder.class);
        } catch (JsonProcessingException e) {
            throw new StoreException(StoreException.Kind.CORRUPT, "a lock's value is not what we wrote: " + json, e);
        }
    }

    /** Any news about the key is a reason to try again. */
    private record WakeUp(CountDownLatch moved) implements WatchListener {

        @Override
        public void onChanges(ChangeBatch batch) {
            moved.countDown();
        }

        @Override
        public void onCurrent(long revision) {}

        @Override
        public void onLost(StoreException why) {}

        @Override
        public void onEnded(StoreException why) {
            moved.countDown();
        }
    }
}
