package io.shardgate.serving.store.file;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The leases that run, and when they end by the given ticker. Safe for use by several threads.
 *
 * <p>A lease is written to the journal with the keys that are bound to it; after a restart it gets its whole time again.
 */
final class Leases {

    // A look that comes this late means that we did not run: nobody could keep a lease alive meanwhile.
    private static final long STALL_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier ticker;
    private final Map<Long, Running> running = new TreeMap<>();
    private long lastLook;

    Leases(LongSupplier ticker) {
        this.ticker = ticker;
        this.lastLook = ticker.getAsLong();
    }

    private record Running(long seconds, long endNanos) {}

    synchronized long grant(long seconds) {
        long id = random.nextLong() & Long.MAX_VALUE;
        while (id == 0 || running.containsKey(id)) {
            id = random.nextLong() & Long.MAX_VALUE;
        }
        start(id, seconds);
        return id;
    }

    synchronized void start(long id, long seconds) {
        running.put(id, new Running(seconds, ticker.getAsLong() + seconds * NANOS_PER_SECOND));
    }

    synchronized boolean keepAlive(long id) {
        Running lease = running.get(id);
        if (lease == null) {
            return false;
        }
        start(id, lease.seconds());
        return true;
    }

    synchronized boolean isRunning(long id) {
        return running.containsKey(id);
    }

    /** The lease's whole life. */
    synchronized long seconds(long id) {
        Running lease = running.get(id);
        if (lease == null) {
            throw new IllegalStateException("lease " + id + " has ended");
        }
        return lease.seconds();
    }

    synchronized boolean end(long id) {
        return running.remove(id) != null;
    }

    /** The leases whose time is over; they run on until {@link #end}. */
    synchronized List<Long> expired() {
        long now = ticker.getAsLong();
        long late = now - lastLook;
        lastLook = now;
        if (late > STALL_NANOS) {
            running.replaceAll((id, lease) -> new Running(lease.seconds(), lease.endNanos() + late));
        }
        List<Long> over = new ArrayList<>();
        running.forEach((id, lease) -> {
            if (lease.endNanos() - now <= 0) {
                over.add(id);
            }
        });
        return over;
    }

    /** Whether the time of this lease is over now; it may have been kept alive since it was found expired. */
    synchronized boolean isOver(long id) {
        Running lease = running.get(id);
        return lease != null && lease.endNanos() - ticker.getAsLong() <= 0;
    }
}
