package io.shardgate.proxy.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Counts refused logins by the address that they come from, so that guessing passwords is slow: from the fourth one on,
 * the answer to each takes twice as long as the one before it. Thread-safe.
 *
 * <p>Only refusals are delayed. Where many clients share an address, those with the right password notice nothing.
 */
final class FailedLogins {

    /** People mistype. */
    private static final int FREE_ATTEMPTS = 3;

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 5;
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final int MAX_ADDRESSES = 10_000;

    private final Cache<String, Integer> failures = Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumSize(MAX_ADDRESSES)
            .build();

    /** A login from this address was refused; answers how long the client has to wait to be told. */
    Duration refused(String address) {
        int count = failures.asMap().merge(address, 1, Integer::sum);
        if (count <= FREE_ATTEMPTS) {
            return Duration.ZERO;
        }
        int doublings = Math.min(count - FREE_ATTEMPTS - 1, MAX_DOUBLINGS);
        return FIRST_DELAY.multipliedBy(1L << doublings);
    }

    void accepted(String address) {
        failures.invalidate(address);
    }
}
