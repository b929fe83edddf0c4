package io.shardgate.serving.presence;

import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxies that are alive by their leases. Blocks; safe for all threads. */
public final class LiveProxies {

    private static final Logger log = LoggerFactory.getLogger(LiveProxies.class);
    private static final long LOOK_MILLIS = 20;

    private final TopologyStore store;

    public LiveProxies(TopologyStore store) {
        this.store = store;
    }

    /** In the order of their ids. */
    public List<ProxyRecord> list() {
        List<ProxyRecord> proxies = new ArrayList<>();
        for (StoredValue stored : store.list(ProxyRecord.PREFIX).values()) {
            try {
                proxies.add(ProxyRecord.read(stored.value()));
            } catch (IllegalArgumentException e) {
                log.warn("a proxy has announced itself in a way that is not understood key={}", stored.key(), e);
            }
        }
        return proxies;
    }

    /**
     * Waits until every live proxy has seen a version.
     *
     * @return those that have not when the time is over; empty when all have
     */
    public List<ProxyRecord> awaitAcknowledged(long version, Duration atMost) throws InterruptedException {
        return await(proxy -> proxy.acknowledged() >= version, atMost);
    }

    /**
     * Waits until no live proxy runs a statement that it began before a version, those of open transactions left out.
     *
     * @return those that still do when the time is over; empty when none does
     */
    public List<ProxyRecord> awaitDrained(long version, Duration atMost) throws InterruptedException {
        return await(proxy -> proxy.acknowledged() >= version && proxy.drained() >= version, atMost);
    }

    private List<ProxyRecord> await(Predicate<ProxyRecord> isThere, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            List<ProxyRecord> behind = list().stream().filter(isThere.negate()).toList();
            if (behind.isEmpty() || System.nanoTime() >= deadline) {
                return behind;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
