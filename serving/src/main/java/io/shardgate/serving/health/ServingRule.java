package io.shardgate.serving.health;

import io.shardgate.serving.topology.Tablet;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Which tablets take reads of replicas. Safe for event loops.
 *
 * <p>What is not known does not count against a tablet: a proxy that has just started must not refuse its first query, and a
 * server without heartbeats is taken as it is.
 *
 * @param maxLag beyond which a tablet is left out while others are not
 * @param maxLagOfAll beyond which a tablet is left out though all others are too
 */
public record ServingRule(HealthView health, Duration maxLag, Duration maxLagOfAll) {

    /** Whether it answers and is within the allowed lag. */
    public boolean isGood(Tablet tablet) {
        TabletHealth known = health.find(tablet.alias()).orElse(null);
        return known == null
                || (known.isReachable() && (known.lag() == null || known.lag().compareTo(maxLag) <= 0));
    }

    /** Its lag, if it may serve where no tablet is {@link #isGood good}; empty if it may not even then. */
    public Optional<Duration> lagAsLastResort(Tablet tablet) {
        return health.find(tablet.alias())
                .filter(TabletHealth::isReachable)
                .flatMap(TabletHealth::findLag)
                .filter(lag -> lag.compareTo(maxLagOfAll) <= 0);
    }

    /** Why it takes no reads, for people. */
    public String describe(Tablet tablet) {
        return tablet.alias() + " is "
                + health.find(tablet.alias())
                        .map(known -> known.isReachable()
                                ? known.findLag()
                                        .map(lag ->
                                                String.format(Locale.ROOT, "%.1f s behind", lag.toMillis() / 1000.0))
                                        .orElse("reachable")
                                : "unreachable")
                        .orElse("not known");
    }
}
