package io.shardgate.serving.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. A store's own test extends this and says how one is made. */
public abstract class TopologyStoreContract {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final StoreLock.Holder ALICE = new StoreLock.Holder("alice", "MigrateServedTypes", "2026-01-01");
    private static final StoreLock.Holder BOB = new StoreLock.Holder("bob", "SplitClone", "2026-01-02");

    private TopologyStore store;

    /** An empty store. */
    protected abstract TopologyStore createStore() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        store = createStore();
    }

    @AfterEach
    final void close() {
        store.close();
    }

    protected final TopologyStore store() {
        return store;
    }

    @Test
    void aKeyThatWasNeverWrittenIsAbsent() {
        assertThat(store.read("cells/zone1/CellInfo")).isEmpty();
        assertThat(store.list("cells/").values()).isEmpty();
    }

    @Test
    void aWrittenValueIsReadBackWithTheRevisionOfItsWrite() {
        long revision = put("keyspaces/customer/Keyspace", Change.ABSENT, "grüße 😀");

        assertThat(store.read("keyspaces/customer/Keyspace"))
                .contains(new StoredValue("keyspaces/customer/Keyspace", "grüße 😀", revision, TopologyStore.NO_LEASE));
    }

    @Test
    void aListingHoldsItsPrefixInKeyOrderAtOneRevision() {
        put("b/2", Change.ABSENT, "two");
        put("a/1", Change.ABSENT, "other");
        long last = put("b/1", Change.ABSENT, "one");

        Listing listing = store.list("b/");

        assertThat(listing.revision()).isEqualTo(last);
        assertThat(listing.values()).extracting(StoredValue::key).containsExactly("b/1", "b/2");
    }

    @Test
    void aPrefixIsNotTakenForAFolder() {
        put("keyspaces/custom", Change.ABSENT, "1");
        put("keyspaces/customer", Change.ABSENT, "2");

        assertThat(store.list("keyspaces/custom").values())
                .extracting(StoredValue::key)
                .containsExactly("keyspaces/custom", "keyspaces/customer");
    }

    @Test
    void aWriteWithAnOldRevisionChangesNothingAndNamesTheKey() {
        long first = put("key", Change.ABSENT, "1");
        long second = put("key", first, "2");

        WriteOutcome outcome = store.write(
                List.of(new Change.Put("other", Change.ABSENT, "never"), new Change.Put("key", first, "lost update")));

        assertThat(outcome).isEqualTo(new WriteOutcome.Conflict("key", first, second));
        assertThat(store.read("key").orElseThrow().value()).isEqualTo("2");
        assertThat(store.read("other")).isEmpty();
        assertThatThrownBy(outcome::orThrow).hasMessageContaining("key was changed by somebody else");
    }

    @Test
    void aKeyThatMustNotExistConflictsWithOneThatDoes() {
        long revision = put("key", Change.ABSENT, "1");

        assertThat(store.write(List.of(new Change.Put("key", Change.ABSENT, "2"))))
                .isEqualTo(new WriteOutcome.Conflict("key", Change.ABSENT, revision));
    }

    @Test
    void aWriteOfSeveralKeysIsOneRevisionAndOneBatch() {
        long old = put("gone", Change.ABSENT, "1");
        RecordingListener listener = new RecordingListener();
        Watch watch = store.watch("", old, listener);

        long revision = store.write(List.of(
                        new Change.Put("b", Change.ABSENT, "2"),
                        new Change.Put("a", Change.ABSENT, "1"),
                        new Change.Delete("gone", old)))
                .orThrow();

        await().untilAsserted(() -> assertThat(listener.batches()).hasSize(1));
        assertThat(listener.revisions()).containsExactly(revision);
        assertThat(listener.story()).containsExactly("a=1", "b=2", "gone gone");
        assertThat(store.read("gone")).isEmpty();
        watch.close();
    }

    @Test
    void aCheckGuardsAWriteAndChangesNothingItself() {
        long guard = put("guard", Change.ABSENT, "1");
        assertThat(store.write(List.of(new Change.Check("guard", guard), new Change.Put("key", Change.ABSENT, "1"))))
                .isInstanceOf(WriteOutcome.Applied.class);
        long moved = put("guard", guard, "2");

        WriteOutcome outcome =
                store.write(List.of(new Change.Check("guard", guard), new Change.Put("late", Change.ABSENT, "1")));

        assertThat(outcome).isEqualTo(new WriteOutcome.Conflict("guard", guard, moved));
        assertThat(store.read("late")).isEmpty();
    }

    @Test
    void aWriteOfChecksAloneMakesNoRevision() {
        long revision = put("guard", Change.ABSENT, "1");

        assertThat(store.write(List.of(new Change.Check("guard", revision), new Change.Check("none", Change.ABSENT))))
                .isInstanceOf(WriteOutcome.Applied.class);
        assertThat(store.list("").revision()).isEqualTo(revision);
    }

    @Test
    void aKeyMayNotBeNamedTwiceInAWrite() {
        assertThatThrownBy(() -> store.write(
                        List.of(new Change.Put("key", Change.ABSENT, "1"), new Change.Check("key", Change.ABSENT))))
                .hasMessageContaining("twice");
    }

    @Test
    void incrementsByManyThreadsLoseNone() throws Exception {
        put("counter", Change.ABSENT, "0");
        int threads = 4;
        int each = 25;

        inParallel(threads, thread -> {
            for (int i = 0; i < each; i++) {
                increment("counter");
            }
        });

        assertThat(store.read("counter").orElseThrow().value()).isEqualTo(Integer.toString(threads * each));
    }

    @Test
    void aWatchSeesEveryWriteOnceInOrderWhileManyWrite() throws Exception {
        long start = store.list("").revision();
        RecordingListener early = new RecordingListener();
        Watch earlyWatch = store.watch("w/", start, early);

        inParallel(4, thread -> {
            for (int i = 0; i < 20; i++) {
                put("w/" + thread + "/" + i, Change.ABSENT, "x");
            }
        });
        long end = store.list("").revision();
        RecordingListener late = new RecordingListener();
        Watch lateWatch = store.watch("w/", start, late);

        List<Long> all = LongStream.rangeClosed(start + 1, end).boxed().toList();
        await().untilAsserted(() -> assertThat(early.revisions()).isEqualTo(all));
        await().untilAsserted(() -> assertThat(late.revisions()).isEqualTo(all));
        await().untilAsserted(() -> assertThat(late.current()).isEqualTo(end));
        assertThat(late.story()).isEqualTo(early.story());
        earlyWatch.close();
        lateWatch.close();
    }

    @Test
    void aWatchStartsAfterItsRevisionAndSeesOnlyItsPrefix() {
        put("a/before", Change.ABSENT, "1");
        long from = put("b/before", Change.ABSENT, "1");
        put("a/after", Change.ABSENT, "2");
        long deleted = put("b/after", Change.ABSENT, "2");
        store.write(List.of(new Change.Delete("b/after", deleted))).orThrow();
        RecordingListener listener = new RecordingListener();

        Watch watch = store.watch("b/", from, listener);

        await().untilAsserted(() -> assertThat(listener.story()).containsExactly("b/after=2", "b/after gone"));
        watch.close();
    }

    @Test
    void anIdleWatchHearsThatItIsCurrent() {
        long revision = put("key", Change.ABSENT, "1");
        RecordingListener listener = new RecordingListener();

        Watch watch = store.watch("elsewhere/", revision, listener);

        await().untilAsserted(() -> assertThat(listener.current()).isEqualTo(revision));
        watch.close();
    }

    @Test
    void aClosedWatchHearsNothingMore() throws Exception {
        RecordingListener closed = new RecordingListener();
        RecordingListener open = new RecordingListener();
        long from = store.list("").revision();
        Watch watch = store.watch("", from, closed);
        Watch other = store.watch("", from, open);
        await().untilAsserted(() -> assertThat(closed.current()).isEqualTo(from));

        watch.close();
        put("key", Change.ABSENT, "1");

        await().untilAsserted(() -> assertThat(open.batches()).hasSize(1));
        assertThat(closed.batches()).isEmpty();
        assertThat(closed.ends()).isEmpty();
        other.close();
    }

    @Test
    void aWatchFromARevisionAheadOfTheStoreEndsAndSaysToListAgain() {
        RecordingListener listener = new RecordingListener();

        Watch watch = store.watch("", store.list("").revision() + 1000, listener);

        await().untilAsserted(() -> assertThat(listener.ends())
                .singleElement()
                .satisfies(end -> assertThat(end.kind()).isEqualTo(StoreException.Kind.COMPACTED)));
        watch.close();
    }

    @Test
    void anAbandonedLeaseEndsAndTakesItsKeysWithIt() {
        long lease = store.grantLease(SHORTEST_LEASE);
        long revision = store.write(List.of(
                        new Change.Put("proxies/a", Change.ABSENT, "1", lease),
                        new Change.Put("proxies/b", Change.ABSENT, "1", lease),
                        new Change.Put("stays", Change.ABSENT, "1")))
                .orThrow();
        RecordingListener listener = new RecordingListener();
        Watch watch = store.watch("", revision, listener);

        await().untilAsserted(() -> assertThat(listener.story()).containsExactly("proxies/a gone", "proxies/b gone"));
        assertThat(store.list("").values()).extracting(StoredValue::key).containsExactly("stays");
        assertThat(store.keepLeaseAlive(lease)).isFalse();
        assertThat(store.write(List.of(new Change.Put("proxies/a", Change.ABSENT, "1", lease))))
                .isEqualTo(new WriteOutcome.LeaseEnded(lease));
        watch.close();
    }

    @Test
    void aLeaseThatIsKeptAliveOutlivesItsTime() throws Exception {
        try (Lease lease = Lease.open(store, SHORTEST_LEASE)) {
            put("proxies/a", Change.ABSENT, "1", lease.id());

            Thread.sleep(SHORTEST_LEASE.multipliedBy(3).toMillis());

            assertThat(store.read("proxies/a")).isPresent();
            assertThat(lease.isLost()).isFalse();
        }
        assertThat(store.read("proxies/a")).isEmpty();
    }

    @Test
    void aLeaseThatTheStoreEndedIsReportedAsLost() {
        Lease lease = Lease.open(store, SHORTEST_LEASE);
        AtomicInteger losses = new AtomicInteger();
        lease.onLost(losses::incrementAndGet);

        store.revokeLease(lease.id());

        await().untilAsserted(() -> assertThat(losses).hasValue(1));
        assertThat(lease.isLost()).isTrue();
        lease.close();
    }

    @Test
    void aLeaseOfLessThanASecondIsRefused() {
        assertThatThrownBy(() -> store.grantLease(Duration.ofMillis(500))).hasMessageContaining("whole seconds");
    }

    @Test
    void aKeyWrittenAgainWithoutItsLeaseStaysWhenTheLeaseEnds() {
        long lease = store.grantLease(SHORTEST_LEASE);
        long bound = put("key", Change.ABSENT, "1", lease);
        put("key", bound, "2");

        store.revokeLease(lease);

        assertThat(store.read("key").orElseThrow().value()).isEqualTo("2");
    }

    @Test
    void aLockIsVisibleWithItsHolderAndItsAction() {
        try (StoreLock lock = lock(ALICE, Duration.ZERO)) {
            assertThat(StoreLock.holder(store, "keyspaces/customer")).contains(ALICE);
            assertThat(lock.isLost()).isFalse();
        }
        assertThat(StoreLock.holder(store, "keyspaces/customer")).isEmpty();
    }

    @Test
    void aSecondTakerOfALockIsToldWhoHasIt() {
        StoreLock lock = lock(ALICE, Duration.ZERO);

        assertThatThrownBy(() -> lock(BOB, Duration.ofMillis(200)))
                .hasMessageContaining("keyspaces/customer is locked by alice")
                .hasMessageContaining("MigrateServedTypes");
        lock.close();
    }

    @Test
    void aWaiterGetsTheLockWhenItIsGivenBack() throws Exception {
        StoreLock first = lock(ALICE, Duration.ZERO);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Future<StoreLock> second = executor.submit(() -> lock(BOB, Duration.ofSeconds(20)));

        first.close();

        try (StoreLock lock = second.get()) {
            assertThat(lock.isLost()).isFalse();
            assertThat(StoreLock.holder(store, "keyspaces/customer")).contains(BOB);
        }
        executor.shutdownNow();
    }

    @Test
    void neverTwoHoldALock() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();

        inParallel(4, thread -> {
            for (int i = 0; i < 5; i++) {
                try (StoreLock lock = lock(ALICE, Duration.ofSeconds(60))) {
                    synchronized (seen) {
                        seen.add(holders.incrementAndGet());
                    }
                    increment("guarded", lock);
                    holders.decrementAndGet();
                }
            }
        });

        assertThat(seen).hasSize(20).containsOnly(1);
        assertThat(store.read("guarded").orElseThrow().value()).isEqualTo("20");
    }

    @Test
    void aHolderThatHasLostItsLockCanWriteNothingUnderIt() {
        StoreLock stale = lock(ALICE, Duration.ZERO);
        long lease = store.read("locks/keyspaces/customer").orElseThrow().lease();
        store.revokeLease(lease);
        StoreLock taken = lock(BOB, Duration.ZERO);

        WriteOutcome outcome = store.write(List.of(stale.check(), new Change.Put("key", Change.ABSENT, "stale")));

        assertThat(outcome).isInstanceOf(WriteOutcome.Conflict.class);
        assertThat(store.read("key")).isEmpty();
        assertThat(store.write(List.of(taken.check(), new Change.Put("key", Change.ABSENT, "fresh"))))
                .isInstanceOf(WriteOutcome.Applied.class);
        await().untilAsserted(() -> assertThat(stale.isLost()).isTrue());
        stale.close();
        taken.close();
    }

    protected final long put(String key, long expected, String value) {
        return put(key, expected, value, TopologyStore.NO_LEASE);
    }

    private long put(String key, long expected, String value, long lease) {
        return store.write(List.of(new Change.Put(key, expected, value, lease))).orThrow();
    }

    private StoreLock lock(StoreLock.Holder holder, Duration wait) {
        return StoreLock.acquire(store, "keyspaces/customer", holder, Duration.ofSeconds(2), wait);
    }

    private void increment(String key) {
        while (true) {
            StoredValue stored = store.read(key).orElseThrow();
            String next = Integer.toString(Integer.parseInt(stored.value()) + 1);
            WriteOutcome outcome = store.write(List.of(new Change.Put(key, stored.revision(), next)));
            if (outcome instanceof WriteOutcome.Applied) {
                return;
            }
            assertThat(outcome).isInstanceOf(WriteOutcome.Conflict.class);
        }
    }

    /** Without a loop: under the lock nobody else may have written between the read and the write. */
    private void increment(String key, StoreLock lock) {
        var stored = store.read(key);
        int next = stored.map(found -> Integer.parseInt(found.value())).orElse(0) + 1;
        store.write(List.of(
                        lock.check(),
                        new Change.Put(
                                key, stored.map(StoredValue::revision).orElse(Change.ABSENT), Integer.toString(next))))
                .orThrow();
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> tasks = IntStream.range(0, threads)
                    .<Callable<Void>>mapToObj(thread -> () -> {
                        work.run(thread);
                        return null;
                    })
                    .toList();
            for (Future<Void> done : executor.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
