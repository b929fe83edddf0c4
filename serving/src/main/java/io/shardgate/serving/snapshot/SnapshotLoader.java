package io.shardgate.serving.snapshot;

import io.shardgate.serving.repository.TopologyDecoder;
import io.shardgate.serving.repository.TopologyView;
import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WatchListener;
import io.shardgate.vschema.model.VSchema;
import io.shardgate.vschema.model.VSchemaDefinition;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a store, and swaps the whole snapshot for each write that changes the topology.
 *
 * <p>All work is done by one thread of its own, the loader's: what watches and the schema tracker bring is queued for it.
 * While the store cannot be reached, or holds a record that cannot be read, the last good snapshot stays in force and
 * {@link #findStaleness()} says so.
 */
public final class SnapshotLoader implements SnapshotSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SnapshotLoader.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final TopologyStore store;
    private final VindexRegistry vindexes;
    private final Clock clock;
    private final ScheduledExecutorService loader;
    private final List<SnapshotListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstLoaded = new CountDownLatch(1);

    private volatile ServingSnapshot current = ServingSnapshot.EMPTY;
    private volatile @Nullable Staleness staleness;

    // Confined to the loader's thread.
    private @Nullable TopologyDecoder decoder;
    private @Nullable Watch watch;
    private VSchemaDefinition vschemaDefinition = VSchemaDefinition.EMPTY;
    private Map<String, KeyspaceSchema> schemas = Map.of();
    private Duration retry = FIRST_RETRY;
    private long watchNumber;

    private SnapshotLoader(TopologyStore store, VindexRegistry vindexes, Clock clock) {
        this.store = store;
        this.vindexes = vindexes;
        this.clock = clock;
        this.loader = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "snapshot-loader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to watch. The store stays the caller's, and must outlive this. */
    public static SnapshotLoader start(TopologyStore store, VindexRegistry vindexes, Clock clock) {
        SnapshotLoader loader = new SnapshotLoader(store, vindexes, clock);
        loader.run(loader::list);
        return loader;
    }

    @Override
    public ServingSnapshot current() {
        return current;
    }

    @Override
    public Subscription subscribe(SnapshotListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Optional<Staleness> findStaleness() {
        return Optional.ofNullable(staleness);
    }

    /** Waits until the topology was read for the first time; false if that takes longer than the time given. */
    public boolean awaitFirst(Duration atMost) throws InterruptedException {
        return firstLoaded.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes in what the schema tracker has found: all keyspaces whose schema is known. */
    public void schemasChanged(Map<String, KeyspaceSchema> tracked) {
        Map<String, KeyspaceSchema> copy = new TreeMap<>(tracked);
        run(() -> {
            schemas = copy;
            // Before the first listing there is nothing to publish; the schemas go with its snapshot.
            if (decoder != null && !copy.equals(current.schemas())) {
                publish(decoder);
            }
        });
    }

    /**
     * Waits until everything that this was told before is in force.
     *
     * @return false if that took longer than the patience
     */
    public boolean awaitTold(Duration patience) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        run(reached::countDown);
        return reached.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        run(this::stopWatching);
        loader.shutdown();
    }

    private void run(Runnable work) {
        try {
            loader.execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            log.debug("news came after the loader was closed", e);
        }
    }

    /** The loader's edge: whatever fails leaves the last good snapshot in force. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            log.error("the snapshot could not be renewed, the last one stays in force", e);
            becomeStale("the snapshot could not be renewed: " + e);
            retryLater();
        }
    }

    private void list() {
        stopWatching();
        try {
            var listing = store.list("");
            decoder = TopologyDecoder.of(listing);
            publish(decoder);
            long number = ++watchNumber;
            watch = store.watch("", listing.revision(), new QueueForLoader(number));
            retry = FIRST_RETRY;
        } catch (StoreException e) {
            becomeStale(e.getMessage());
            retryLater();
        }
    }

    private void retryLater() {
        Duration wait = retry;
        retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry.multipliedBy(2);
        if (!loader.isShutdown()) {
            loader.schedule(() -> guarded(this::list), wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopWatching() {
        watchNumber++;
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    private void publish(TopologyDecoder source) {
        TopologyView view = source.view();
        if (!view.problems().isEmpty()) {
            becomeStale("the topology has records that cannot be read: " + String.join("; ", view.problems()));
            return;
        }
        ServingSnapshot previous = current;
        boolean isVSchemaNew = firstLoaded.getCount() > 0 || !view.vschema().equals(vschemaDefinition);
        VSchema vschema = isVSchemaNew ? VSchema.build(view.vschema(), vindexes) : previous.vschema();
        vschemaDefinition = view.vschema();
        boolean isSchemaNew = !schemas.equals(previous.schemas());
        long planningVersion = previous.planningVersion() + (isVSchemaNew || isSchemaNew ? 1 : 0);
        ServingSnapshot next = ServingSnapshot.of(view.topology(), vschema, schemas, planningVersion);
        current = next;
        becomeCurrent();
        log.info("topology changed version={} planningVersion={}", next.version(), next.planningVersion());
        for (SnapshotListener listener : listeners) {
            tell(listener, previous, next);
        }
        // After the listeners: who waits for the first snapshot and then subscribes hears of the ones after it only.
        firstLoaded.countDown();
    }

    private static void tell(SnapshotListener listener, ServingSnapshot previous, ServingSnapshot next) {
        try {
            listener.onSnapshot(previous, next);
        } catch (RuntimeException e) {
            // One listener's failure must not keep the others from the news.
            log.error("a listener failed on a new snapshot version={}", next.version(), e);
        }
    }

    private void becomeStale(String why) {
        Staleness before = staleness;
        if (before == null || !before.why().equals(why)) {
            log.warn("the snapshot may be out of date, the last good one stays in force: {}", why);
        }
        staleness = new Staleness(before == null ? clock.instant() : before.since(), why);
    }

    private void becomeCurrent() {
        if (staleness != null) {
            log.info("the snapshot is up to date again");
        }
        staleness = null;
    }

    private void onChanges(ChangeBatch batch) {
        if (decoder != null && decoder.apply(batch)) {
            publish(decoder);
        }
    }

    private void onCurrent() {
        if (decoder != null && decoder.view().problems().isEmpty()) {
            becomeCurrent();
        }
    }

    /** Hands everything to the loader's thread; news of a watch that was replaced is dropped there. */
    private final class QueueForLoader implements WatchListener {

        private final long number;

        QueueForLoader(long number) {
            this.number = number;
        }

        @Override
        public void onChanges(ChangeBatch batch) {
            ifOurs(() -> SnapshotLoader.this.onChanges(batch));
        }

        @Override
        public void onCurrent(long revision) {
            ifOurs(SnapshotLoader.this::onCurrent);
        }

        @Override
        public void onLost(StoreException why) {
            ifOurs(() -> becomeStale(why.getMessage()));
        }

        @Override
        public void onEnded(StoreException why) {
            ifOurs(() -> {
                if (why.kind() != StoreException.Kind.COMPACTED) {
                    becomeStale(why.getMessage());
                }
                retryLater();
            });
        }

        private void ifOurs(Runnable work) {
            run(() -> {
                if (number == watchNumber) {
                    work.run();
                }
            });
        }
    }
}
