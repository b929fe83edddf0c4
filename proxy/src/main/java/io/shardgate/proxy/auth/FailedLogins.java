package io.shardgate.proxy.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

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

    private record Failures(int count, long lastNanos) {}

    /** By address, the one that failed longest ago first. */
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    /** A login from this address was refused; answers how long the client has to wait to be told. */
    synchronized Duration refused(String address) {
        long now = System.nanoTime();
        Failures before = failures.get(address);
        int count = 1;
        if (before != null && now - before.lastNanos < MEMORY.toNanos()) {
            count += before.count;
        }
        failures.put(address, new Failures(count, now));
        if (count <= FREE_ATTEMPTS) {
            return Duration.ZERO;
        }
        int doublings = Math.min(count - FREE_ATTEMPTS - 1, MAX_DOUBLINGS);
        return FIRST_DELAY.multipliedBy(1L << doublings);
    }

    synchronized void accepted(String address) {
        failures.remove(address);
    }
}
