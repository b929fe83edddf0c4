package io.shardgate.resharding.copy;

import dev.failsafe.RateLimiter;
import io.shardgate.serving.topology.TabletAlias;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Holds a copy back while it would harm the targets. Safe for all threads, which it blocks. */
public final class CopyThrottle {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 250;

    private final int maxTps;
    private final @Nullable Duration maxLag;
    private final Supplier<Optional<Lag>> worstLag;

    /** By the target's alias. */
    private final Map<TabletAlias, RateLimiter<Object>> limiters = new ConcurrentHashMap<>();

    /** How far a replica of a target is behind. */
    public record Lag(TabletAlias tablet, Duration behind) {}

    /**
     * A throttle of a number of targets.
     *
     * @param maxTps transactions on each target in a second at most; 0 for any number
     * @param maxLag of the targets' replicas, beyond which nothing is written; null for any
     * @param worstLag of the targets' replicas; empty if none is known
     */
    public CopyThrottle(int maxTps, @Nullable Duration maxLag, Supplier<Optional<Lag>> worstLag) {
        this.maxTps = maxTps;
        this.maxLag = maxLag;
        this.worstLag = worstLag;
    }

    /** Holds nothing back. */
    public static CopyThrottle none() {
        return new CopyThrottle(0, null, Optional::empty);
    }

    /**
     * Returns when one more transaction may be written.
     *
     * @param waiting hears why it takes a while
     */
    void await(TabletAlias target, Consumer<String> waiting) throws InterruptedException {
        if (maxLag != null) {
            awaitLag(maxLag, waiting);
        }
        if (maxTps > 0) {
            limiters.computeIfAbsent(
                            target,
                            alias -> RateLimiter.smoothBuilder(maxTps, SECOND).build())
                    .acquirePermit();
        }
    }

    private void awaitLag(Duration atMost, Consumer<String> waiting) throws InterruptedException {
        for (Optional<Lag> lag = worstLag.get();
                lag.isPresent() && lag.get().behind().compareTo(atMost) > 0;
                lag = worstLag.get()) {
            waiting.accept("tablet " + lag.get().tablet() + " is "
                    + lag.get().behind().toSeconds() + " s behind, more than " + atMost.toSeconds() + " s");
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
