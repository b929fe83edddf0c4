package io.shardgate.guestbook.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands out moments at a steady rate to the threads that share it. What could not be done for a second, because all
 * threads were waiting, is left out and counted: after a stall the rate is what was asked for, and no burst follows.
 */
final class Pace {

    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double perSecond;
    private final long startNanos;
    private final CountDownLatch stopped;
    private final AtomicLong nextSlot = new AtomicLong();
    private final LongAdder skipped = new LongAdder();

    /** @param stopped counted down when the load ends; wakes whoever waits */
    Pace(int perSecond, long startNanos, CountDownLatch stopped) {
        this.perSecond = perSecond;
        this.startNanos = startNanos;
        this.stopped = stopped;
    }

    /** Waits for the next moment that is free, and is false when the load has ended. */
    boolean await() throws InterruptedException {
        while (true) {
            long slot = nextSlot.getAndIncrement();
            long due = startNanos + (long) (slot * 1e9 / perSecond);
            long now = System.nanoTime();
            if (now - due <= LATE_NANOS) {
                return !stopped.await(due - now, TimeUnit.NANOSECONDS);
            }
            long present = (long) ((now - startNanos) * perSecond / 1e9);
            long before = nextSlot.getAndAccumulate(present, Math::max);
            skipped.add(1 + Math.max(0, present - before));
            if (stopped.getCount() == 0) {
                return false;
            }
        }
    }

    long skipped() {
        return skipped.sum();
    }
}
