package io.shardgate.guestbook.message;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Gives the time in nanoseconds since 1970, and never the same one twice in this process. Any thread may use it. */
public final class UniqueTime {

    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    public UniqueTime(Clock clock) {
        this.clock = clock;
    }

    /** Later than all before it: a nanosecond later where the clock stands still or goes back. */
    public long next() {
        long now = nanos(clock.instant());
        return last.updateAndGet(previous -> Math.max(previous + 1, now));
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }
}
