package io.shardgate.serving.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardgate.serving.repository.TopologyRepository;
import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotLoaderTest {

    private static final VindexRegistry VINDEXES = VindexRegistry.load(ParameterFiles.none());

    @TempDir
    private Path directory;

    private FileStore store;
    private TopologyRepository repository;
    private SnapshotLoader loader;

    @BeforeEach
    void open() throws InterruptedException {
        // A short history, so that a loader that falls behind is seen to list again.
        store = FileStore.open(directory, new FileStore.Options(1 << 20, 5));
        repository = new TopologyRepository(store);
        loader = SnapshotLoader.start(store, VINDEXES, Clock.systemUTC());
        assertThat(loader.awaitFirst(Duration.ofSeconds(10))).isTrue();
    }

    @AfterEach
    void close() {
        loader.close();
        store.close();
    }

    @Test
    void aChangeReachesTheSnapshotWithItsRevision() {
        long revision = repository.update(change -> change.put(new Keyspace("customer")));

        awaitVersion(revision);
        assertThat(loader.current().hasKeyspace("customer")).isTrue();
        assertThat(loader.findStaleness()).isEmpty();
    }

    @Test
    void listenersHearEachSnapshotWithTheOneBeforeIt() {
        List<ServingSnapshot> chain = new CopyOnWriteArrayList<>();
        ServingSnapshot before = loader.current();
        chain.add(before);
        loader.subscribe((previous, current) -> {
            assertThat(previous).isSameAs(chain.get(chain.size() - 1));
            chain.add(current);
        });

        for (int i = 0; i < 20; i++) {
            String name = "ks" + i;
            repository.update(change -> change.put(new Keyspace(name)));
        }

        await().untilAsserted(() ->
                assertThat(chain.get(chain.size() - 1).hasKeyspace("ks19")).isTrue());
        assertThat(chain).isSortedAccordingTo((one, other) -> Long.compare(one.version(), other.version()));
    }

    @Test
    void aClosedSubscriptionHearsNothingMore() {
        List<ServingSnapshot> heard = new CopyOnWriteArrayList<>();
        loader.subscribe((previous, current) -> heard.add(current)).close();

        awaitVersion(repository.update(change -> change.put(new Keyspace("customer"))));

        assertThat(heard).isEmpty();
    }

    @Test
    void aFailingListenerDoesNotKeepTheNewsFromOthers() {
        List<ServingSnapshot> heard = new CopyOnWriteArrayList<>();
        loader.subscribe((previous, current) -> {
            throw new IllegalStateException("on purpose");
        });
        loader.subscribe((previous, current) -> heard.add(current));

        long revision = repository.update(change -> change.put(new Keyspace("customer")));

        // The empty topology may have been heard of before.
        await().untilAsserted(() ->
                assertThat(heard).extracting(ServingSnapshot::version).contains(revision));
    }

    @Test
    void writesThatAreNotTopologyMakeNoSnapshot() {
        long revision = repository.update(change -> change.put(new Keyspace("customer")));
        awaitVersion(revision);
        ServingSnapshot before = loader.current();
        store.write(List.of(new Change.Put("sequences/customer/seq/Ceiling", Change.ABSENT, "1000")))
                .orThrow();

        long next = repository.update(change -> change.put(new Keyspace("other")));

        awaitVersion(next);
        assertThat(next).isEqualTo(before.version() + 2);
    }

    @Test
    void thePlanningVersionChangesWithVSchemaAndSchemaOnly() {
        awaitVersion(repository.update(change -> change.put(new Keyspace("customer"))));
        long start = loader.current().planningVersion();

        awaitVersion(repository.update(
                change -> change.put(new Keyspace("customer")).put(new io.shardgate.serving.topology.Cell("zone1"))));
        assertThat(loader.current().planningVersion()).isEqualTo(start);

        awaitVersion(repository.update(change -> change.putVSchema(
                "customer", VSchemaJson.readKeyspace("{\"sharded\": true}").value())));
        assertThat(loader.current().planningVersion()).isEqualTo(start + 1);
        assertThat(loader.current().vschema().keyspace("customer").sharded()).isTrue();

        Map<String, KeyspaceSchema> tracked =
                Map.of("customer", KeyspaceSchema.of(List.of(TableSchema.of("t", List.of(), List.of()))));
        loader.schemasChanged(tracked);
        await().untilAsserted(() -> assertThat(loader.current().schemas()).isEqualTo(tracked));
        assertThat(loader.current().planningVersion()).isEqualTo(start + 2);

        loader.schemasChanged(tracked);
        long last = repository.update(change -> change.put(new io.shardgate.serving.topology.Cell("zone2")));
        awaitVersion(last);
        assertThat(loader.current().planningVersion()).isEqualTo(start + 2);
        assertThat(loader.current().schemas()).isEqualTo(tracked);
    }

    @Test
    void aRecordThatCannotBeReadLeavesTheLastGoodSnapshotInForceAndIsVisible() {
        awaitVersion(repository.update(change -> change.put(new Keyspace("customer"))));
        ServingSnapshot good = loader.current();
        long bad = store.write(List.of(
                        new Change.Put("keyspaces/other/Keyspace", Change.ABSENT, "{\"schema_changes\": 0, \"x\": 1}")))
                .orThrow();

        await().untilAsserted(() -> assertThat(loader.findStaleness())
                .hasValueSatisfying(stale -> assertThat(stale.why()).contains("keyspaces/other/Keyspace", "'x'")));
        assertThat(loader.current()).isSameAs(good);

        long mended = store.write(List.of(new Change.Put("keyspaces/other/Keyspace", bad, "{\"schema_changes\": 0}")))
                .orThrow();
        awaitVersion(mended);
        assertThat(loader.findStaleness()).isEmpty();
        assertThat(loader.current().hasKeyspace("other")).isTrue();
    }

    @Test
    void aLoaderWhoseStoreIsClosedKeepsItsSnapshotAndSaysSinceWhenItIsStale() {
        awaitVersion(repository.update(change -> change.put(new Keyspace("customer"))));

        store.close();

        await().untilAsserted(() -> assertThat(loader.findStaleness()).isPresent());
        // Through several tries to list again.
        await().during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(loader.findStaleness()).isPresent());
        assertThat(loader.current().hasKeyspace("customer")).isTrue();
    }

    @Test
    void aStormOfWritesBeyondTheStoresMemoryEndsInTheNewestSnapshot() {
        long revision = Change.ABSENT;
        for (int i = 0; i < 200; i++) {
            revision = repository.update(change -> change.putVSchema(
                    "customer",
                    VSchemaJson.readKeyspace("{\"sharded\": " + !isSharded() + "}")
                            .value()));
        }

        long last = revision;
        await().untilAsserted(() -> assertThat(loader.current().version()).isGreaterThanOrEqualTo(last));
    }

    private boolean isSharded() {
        return store.read("keyspaces/customer/VSchema")
                .map(StoredValue::value)
                .filter(json -> json.contains("true"))
                .isPresent();
    }

    private void awaitVersion(long version) {
        await().untilAsserted(() -> assertThat(loader.current().version()).isEqualTo(version));
    }
}
