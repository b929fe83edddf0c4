package io.shardgate.proxy.backend;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many connections this process may have to one tablet, over all event loops. Thread-safe.
 *
 * <p>Connections stay on their loops; permits move. A pool that finds none leaves its wish here, and every permit that
 * is given back wakes the wish that has waited longest.
 */
public final class TabletPermits {

    private final int limit;
    private int used;
    private final Queue<Runnable> wishes = new ArrayDeque<>();

    /** Read without the lock by whoever gives a connection back. */
    private volatile int wishCount;

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder timedOut = new LongAdder();

    TabletPermits(int limit) {
        this.limit = limit;
    }

    public int limit() {
        return limit;
    }

    public synchronized int used() {
        return used;
    }

    /** How many statements wait for a connection. */
    int waiting() {
        return waiting.get();
    }

    void addWaiting(int more) {
        waiting.addAndGet(more);
    }

    /** How many statements have waited for too long, since the start. */
    long timedOut() {
        return timedOut.sum();
    }

    void addTimedOut() {
        timedOut.increment();
    }

    /** How many pools wait for a permit. */
    int wishes() {
        return wishCount;
    }

    synchronized boolean tryTake() {
        if (used >= limit) {
            return false;
        }
        used++;
        return true;
    }

    /** Takes a permit, or remembers the wish, which then runs on the thread that gives one back. */
    synchronized boolean tryTakeOrWish(Runnable wish) {
        if (tryTake()) {
            return true;
        }
        wishes.add(wish);
        wishCount = wishes.size();
        return false;
    }

    void giveBack() {
        synchronized (this) {
            used--;
        }
        wakeNext();
    }

    /** Lets the next wish try; for one that was woken and needs nothing any more. */
    void wakeNext() {
        Runnable wish;
        synchronized (this) {
            wish = wishes.poll();
            wishCount = wishes.size();
        }
        if (wish != null) {
            wish.run();
        }
    }
}
