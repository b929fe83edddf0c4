package io.shardgate.serving.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that is kept alive by a thread of its own until it is closed.
 *
 * <p>It counts as lost as soon as the store says so, or when the store has not confirmed it for the lease's whole time,
 * measured from before the last confirmed request was sent: so we know of the loss before anybody else can take what the
 * lease protects. Safe for use by several threads.
 */
public final class Lease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);
    private static final int BEATS_PER_LIFE = 4;

    private final TopologyStore store;
    private final long id;
    private final long lifeNanos;
    private final ScheduledExecutorService beats;
    private final List<Runnable> lossListeners = new ArrayList<>();
    private volatile long confirmedAtNanos;
    private boolean lost;
    private boolean closed;

    private Lease(TopologyStore store, long id, Duration timeToLive, long grantedAtNanos) {
        this.store = store;
        this.id = id;
        this.lifeNanos = timeToLive.toNanos();
        this.confirmedAtNanos = grantedAtNanos;
        this.beats = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lease-" + Long.toHexString(id));
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A new lease, kept alive from now on. */
    public static Lease open(TopologyStore store, Duration timeToLive) {
        long before = System.nanoTime();
        Lease lease = new Lease(store, store.grantLease(timeToLive), timeToLive, before);
        long beatNanos = timeToLive.toNanos() / BEATS_PER_LIFE;
        lease.beats.scheduleWithFixedDelay(lease::beat, beatNanos, beatNanos, TimeUnit.NANOSECONDS);
        return lease;
    }

    /** The store's number for it, to be put beside keys. */
    public long id() {
        return id;
    }

    /** Whether somebody else may already have what this lease protected. */
    public boolean isLost() {
        synchronized (lossListeners) {
            if (lost) {
                return true;
            }
        }
        return System.nanoTime() - confirmedAtNanos >= lifeNanos;
    }

    /** Runs the action once when the lease is lost, at once if it already is; never when it is closed by its owner. */
    public void onLost(Runnable action) {
        synchronized (lossListeners) {
            if (!lost) {
                lossListeners.add(action);
                return;
            }
        }
        action.run();
    }

    private void beat() {
        long before = System.nanoTime();
        try {
            if (store.keepLeaseAlive(id)) {
                confirmedAtNanos = before;
            } else {
                lose("the store has ended it");
            }
        } catch (StoreException e) {
            if (System.nanoTime() - confirmedAtNanos >= lifeNanos) {
                lose("the store did not confirm it in time: " + e.getMessage());
            } else {
                log.debug("lease not confirmed, trying again lease={}", Long.toHexString(id), e);
            }
        }
    }

    private void lose(String why) {
        List<Runnable> actions;
        synchronized (lossListeners) {
            if (lost || closed) {
                return;
            }
            lost = true;
            actions = List.copyOf(lossListeners);
        }
        beats.shutdown();
        log.warn("lease lost: {} lease={}", why, Long.toHexString(id));
        actions.forEach(Runnable::run);
    }

    /** Gives the lease back, which deletes its keys. If the store cannot be reached they go when the lease's time is over. */
    @Override
    public void close() {
        synchronized (lossListeners) {
            if (closed) {
                return;
            }
            closed = true;
        }
        beats.shutdownNow();
        if (isLost()) {
            return;
        }
        try {
            store.revokeLease(id);
        } catch (StoreException e) {
            log.warn("a lease could not be given back and will expire lease={}", Long.toHexString(id), e);
        }
    }
}
