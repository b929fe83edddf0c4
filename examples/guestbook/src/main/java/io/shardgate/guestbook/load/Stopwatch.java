package io.shardgate.guestbook.load;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Follows one kind of operation: how many succeeded, the slowest, and the longest time without a success. Any thread may
 * use it; it guards itself.
 */
final class Stopwatch {

    private final Clock clock;

    private long successes;
    private long lastSuccessNanos;
    private Moment longestGap;
    private Moment slowest;
    private Duration slowestSinceAsked = Duration.ZERO;
    private long successesBeforeLap;
    private long lapStartNanos;
    private Duration longestGapOfLap = Duration.ZERO;

    /**
     * A part of the time.
     *
     * @param longestGap without a success, from the part's beginning or within it
     */
    record Lap(long successes, Duration longestGap) {}

    /** The first gap begins now, unless {@link #started} says otherwise. */
    Stopwatch(Clock clock) {
        this.clock = clock;
        this.longestGap = new Moment(Duration.ZERO, clock.instant());
        this.slowest = longestGap;
        this.lastSuccessNanos = System.nanoTime();
        this.lapStartNanos = lastSuccessNanos;
    }

    /** The first gap begins only here; to be called before anything has succeeded. */
    synchronized void started(long nanos) {
        lastSuccessNanos = nanos;
        lapStartNanos = nanos;
        longestGap = new Moment(Duration.ZERO, began(nanos));
        longestGapOfLap = Duration.ZERO;
    }

    /** Nothing was wanted until now, so it was no gap. */
    synchronized void resumed(long nanos) {
        lastSuccessNanos = Math.max(lastSuccessNanos, nanos);
    }

    synchronized void succeeded(long beganNanos, long endedNanos) {
        successes++;
        Duration took = Duration.ofNanos(endedNanos - beganNanos);
        slowest = slowest.longerOf(new Moment(took, began(beganNanos)));
        slowestSinceAsked = took.compareTo(slowestSinceAsked) > 0 ? took : slowestSinceAsked;
        closeGap(endedNanos);
        lastSuccessNanos = Math.max(lastSuccessNanos, endedNanos);
    }

    /** To be called when nothing more can succeed: a load that ends in a stall has had that stall. */
    synchronized void ended(long nanos) {
        closeGap(nanos);
    }

    private void closeGap(long nanos) {
        if (nanos > lastSuccessNanos) {
            Moment gap = new Moment(Duration.ofNanos(nanos - lastSuccessNanos), began(lastSuccessNanos));
            longestGap = longestGap.longerOf(gap);
            Duration inLap = Duration.ofNanos(nanos - Math.max(lastSuccessNanos, lapStartNanos));
            longestGapOfLap = inLap.compareTo(longestGapOfLap) > 0 ? inLap : longestGapOfLap;
        }
    }

    /** What was since this was last asked, or since the start. */
    synchronized Lap takeLap(long nowNanos) {
        closeGap(nowNanos);
        Lap lap = new Lap(successes - successesBeforeLap, longestGapOfLap);
        successesBeforeLap = successes;
        lapStartNanos = nowNanos;
        longestGapOfLap = Duration.ZERO;
        return lap;
    }

    private Instant began(long nanos) {
        return clock.instant().minusNanos(System.nanoTime() - nanos).truncatedTo(TimeUnit.MILLISECONDS.toChronoUnit());
    }

    synchronized long successes() {
        return successes;
    }

    synchronized Moment longestGap() {
        return longestGap;
    }

    synchronized Moment slowest() {
        return slowest;
    }

    /** The slowest since this was last asked. */
    synchronized Duration takeSlowest() {
        Duration taken = slowestSinceAsked;
        slowestSinceAsked = Duration.ZERO;
        return taken;
    }
}
