package io.shardgate.serving.presence;

import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.Lease;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.TopologyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a proxy's record in the store for as long as the proxy lives, with the version that it has seen. Works on a thread of
 * its own; a store that is away is tried again.
 */
public final class ProxyPresence implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProxyPresence.class);
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);
    private static final long CHECK_MILLIS = 500;

    /** While a gate is closed somebody waits for each proxy. */
    private static final long CHECK_MILLIS_AT_GATE = 10;

    private final TopologyStore store;
    private final String id;
    private final String cell;
    private final String address;
    private final SnapshotSource snapshots;
    private final LongSupplier acknowledged;
    private final LongSupplier oldestRunning;
    private final ScheduledExecutorService thread;
    private final SnapshotSource.Subscription subscription;

    // Confined to the thread.
    private @Nullable Lease lease;
    private @Nullable ProxyRecord written;
    private boolean looksAgain;

    private ProxyPresence(
            TopologyStore store,
            String id,
            String cell,
            String address,
            SnapshotSource snapshots,
            LongSupplier acknowledged,
            LongSupplier oldestRunning) {
        this.store = store;
        this.id = id;
        this.cell = cell;
        this.address = address;
        this.snapshots = snapshots;
        this.acknowledged = acknowledged;
        this.oldestRunning = oldestRunning;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread worker = new Thread(work, "proxy-presence");
            worker.setDaemon(true);
            return worker;
        });
        // After the other listeners of the same snapshot, because this one runs later, on another thread.
        this.subscription = snapshots.subscribe((previous, current) -> renewSoon());
        thread.scheduleWithFixedDelay(this::renew, 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Announces a proxy.
     *
     * @param id unique among all proxies, such as host, port and a random part
     * @param acknowledged the version by which all new statements of the proxy run already; it is asked after each new
     *     snapshot and twice a second. Usually {@code schemaTracker::versionInForce}
     * @param oldestRunning the version of the oldest snapshot by which a statement runs that is not part of an open
     *     transaction; {@link Long#MAX_VALUE} if none runs
     */
    public static ProxyPresence announce(
            TopologyStore store,
            String id,
            String cell,
            String address,
            SnapshotSource snapshots,
            LongSupplier acknowledged,
            LongSupplier oldestRunning) {
        return new ProxyPresence(store, id, cell, address, snapshots, acknowledged, oldestRunning);
    }

    private void renewSoon() {
        if (!thread.isShutdown()) {
            thread.execute(this::renew);
        }
    }

    private void renew() {
        try {
            Lease held = lease;
            if (held == null || held.isLost()) {
                if (held != null) {
                    held.close();
                }
                written = null;
                held = Lease.open(store, TIME_TO_LIVE);
                lease = held;
            }
            long seen = acknowledged.getAsLong();
            // Asked after that: a statement that begins in between begins by what was seen, or something newer.
            long drained = Math.min(seen, oldestRunning.getAsLong());
            ProxyRecord now = new ProxyRecord(id, cell, address, seen, drained);
            if (!now.equals(written)) {
                write(now, held);
            }
            if (snapshots.current().hasGates() && drained < snapshots.current().version()) {
                lookAgain();
            }
        } catch (StoreException e) {
            log.debug("the proxy could not announce itself, trying again", e);
        } catch (RuntimeException e) {
            // The schedule would end with the exception, and the proxy would count as dead.
            log.error("the proxy could not announce itself", e);
        }
    }

    private void lookAgain() {
        if (looksAgain || thread.isShutdown()) {
            return;
        }
        looksAgain = true;
        thread.schedule(
                () -> {
                    looksAgain = false;
                    renew();
                },
                CHECK_MILLIS_AT_GATE,
                TimeUnit.MILLISECONDS);
    }

    private void write(ProxyRecord now, Lease held) {
        long expected = store.read(now.key()).map(StoredValue::revision).orElse(Change.ABSENT);
        store.write(List.of(new Change.Put(now.key(), expected, now.write(), held.id())))
                .orThrow();
        written = now;
    }

    /** Takes the record back, so that nobody waits for this proxy any more. */
    @Override
    public void close() {
        subscription.close();
        thread.execute(() -> {
            if (lease != null) {
                lease.close();
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(TIME_TO_LIVE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
