package io.shardgate.serving.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.RoutingRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyRepositoryTest {

    private static final ShardName LOWER = ShardName.parse("-80");
    private static final TabletAlias PRIMARY = new TabletAlias("zone1", 100);

    @TempDir
    private Path directory;

    private FileStore store;
    private TopologyRepository repository;

    @BeforeEach
    void open() {
        store = FileStore.open(directory);
        repository = new TopologyRepository(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyRecordIsReadBackAsItWasWritten() {
        Shard shard = new Shard(
                "customer",
                LOWER,
                PRIMARY,
                false,
                List.of(new SourceShard(
                        1, "commerce", ShardName.parse("0"), KeyRange.parse("-80"), List.of("customer", "corder"))));
        Tablet tablet = new Tablet(PRIMARY, "customer", LOWER, TabletType.REPLICA, "db.example", 3306, "vt_customer");
        SrvKeyspace srv = new SrvKeyspace(
                "customer",
                "zone1",
                List.of(new ServedPartition(TabletType.RDONLY, List.of(ShardName.parse("0")), List.of(LOWER))));
        KeyspaceDefinition vschema = vschema("{\"sharded\": true, \"vindexes\": {\"hash\": {\"type\": \"hash\"}}}");
        RoutingRules rules = new RoutingRules(
                List.of(new RoutingRules.TableRule("corder", List.of("commerce.corder"))),
                List.of(),
                List.of(),
                List.of());

        Gate gate = new Gate("customer", KeyRange.parse("40-80"), "customer/40-80 is being migrated");

        long revision = repository.update(change -> change.put(new Cell("zone1"))
                .put(new Keyspace("customer"))
                .put(gate)
                .put(shard)
                .put(tablet)
                .put(srv)
                .putVSchema("customer", vschema)
                .putRoutingRules(rules));

        TopologyView view = repository.read();
        assertThat(view.problems()).isEmpty();
        assertThat(view.revision()).isEqualTo(revision);
        assertThat(view.topology())
                .isEqualTo(ServingTopology.EMPTY
                        .change()
                        .put(new Cell("zone1"))
                        .put(new Keyspace("customer"))
                        .put(gate)
                        .put(shard)
                        .put(tablet)
                        .put(srv)
                        .build(revision));
        assertThat(view.vschema().keyspaces()).isEqualTo(Map.of("customer", vschema));
        assertThat(view.vschema().routingRules()).isEqualTo(rules);
    }

    @Test
    void keysAreLaidOutAsVitessDoes() {
        repository.update(change -> change.put(new Keyspace("customer"))
                .put(new Shard("customer", LOWER, null, true, List.of()))
                .put(new Tablet(PRIMARY, "customer", LOWER, TabletType.PRIMARY, "h", 1, null))
                .put(new SrvKeyspace("customer", "zone1", List.of())));

        assertThat(store.list("").values())
                .extracting(stored -> stored.key())
                .containsExactly(
                        "cells/zone1/keyspaces/customer/SrvKeyspace",
                        "cells/zone1/tablets/zone1-0000000100/Tablet",
                        "keyspaces/customer/Keyspace",
                        "keyspaces/customer/shards/-80/Shard");
    }

    @Test
    void whatWasRemovedIsGone() {
        repository.update(change -> change.put(new Keyspace("customer"))
                .put(new Shard("customer", LOWER, null, true, List.of()))
                .put(new Tablet(PRIMARY, "customer", LOWER, TabletType.PRIMARY, "h", 1, null))
                .put(new SrvKeyspace("customer", "zone1", List.of()))
                .put(new Gate("customer", KeyRange.FULL, "a test"))
                .putVSchema("customer", KeyspaceDefinition.EMPTY));

        repository.update(change ->
                change.removeTablet(PRIMARY).removeShard("customer", LOWER).removeKeyspace("customer"));

        assertThat(store.list("").values()).isEmpty();
        assertThat(repository.read().topology().saysTheSameAs(ServingTopology.EMPTY))
                .isTrue();
    }

    @Test
    void aShardIsFoundByAnyNameOfItsRange() {
        repository.update(change -> change.put(new Shard("customer", LOWER, null, true, List.of())));

        repository.update(
                change -> change.put(new Shard("customer", ShardName.parse("0000-8000"), PRIMARY, true, List.of())));

        assertThat(store.list("keyspaces/").values())
                .extracting(stored -> stored.key())
                .containsExactly("keyspaces/customer/shards/-80/Shard");
        assertThat(repository
                        .read()
                        .topology()
                        .findShard("customer", ShardName.parse("-8000"))
                        .orElseThrow()
                        .primary())
                .isEqualTo(PRIMARY);
    }

    @Test
    void aChangeIsRunAgainOnWhatSomebodyElseWrote() {
        int[] runs = {0};
        repository.update(change -> change.put(new Shard("customer", LOWER, null, false, List.of())));

        repository.update(change -> {
            if (runs[0]++ == 0) {
                new TopologyRepository(store)
                        .update(other -> other.put(other.topology()
                                .findShard("customer", LOWER)
                                .orElseThrow()
                                .withPrimary(PRIMARY)));
            }
            change.put(
                    change.topology().findShard("customer", LOWER).orElseThrow().withPrimaryServing(true));
        });

        assertThat(runs[0]).isEqualTo(2);
        assertThat(repository.read().topology().findShard("customer", LOWER))
                .contains(new Shard("customer", LOWER, PRIMARY, true, List.of()));
    }

    @Test
    void aDependencyThatChangedRunsTheChangeAgain() {
        int[] runs = {0};
        repository.update(change -> change.put(new Keyspace("customer")));

        assertThatThrownBy(() -> repository.update(change -> {
                    if (change.topology().findKeyspace("customer").isEmpty()) {
                        throw new IllegalStateException("no such keyspace");
                    }
                    if (runs[0]++ == 0) {
                        new TopologyRepository(store).update(other -> other.removeKeyspace("customer"));
                    }
                    change.dependOnKeyspace("customer").put(new Shard("customer", LOWER, null, true, List.of()));
                }))
                .hasMessage("no such keyspace");
        assertThat(store.list("").values()).isEmpty();
    }

    @Test
    void writingWhatIsAlreadyThereMakesNoRevisionAndTellsTheOneAtWhichItHolds() {
        long written = repository.update(change -> change.put(new Keyspace("customer")));
        store.write(List.of(new Change.Put("proxies/a", Change.ABSENT, "{}"))).orThrow();

        long again = repository.update(change -> change.put(new Keyspace("customer")));

        assertThat(again).isEqualTo(written);
        assertThat(store.list("").revision()).isEqualTo(written + 1);
    }

    @Test
    void aChangeUnderALostLockIsNotWrittenAndNotTriedAgain() {
        StoreLock lock = StoreLock.acquire(
                store,
                TopologyKeys.keyspaceLock("customer"),
                new StoreLock.Holder("alice", "MigrateServedTypes", "now"),
                Duration.ofSeconds(5),
                Duration.ZERO);
        repository.update(change -> change.under(lock).put(new Keyspace("first")));
        store.revokeLease(store.read(lock.check().key()).orElseThrow().lease());

        assertThatThrownBy(() -> repository.update(change -> change.under(lock).put(new Keyspace("second"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("locks/keyspaces/customer");
        assertThat(repository.read().topology().keyspaces()).containsExactly(new Keyspace("first"));
        lock.close();
    }

    @Test
    void anUnknownFieldIsRefusedWithItsKey() {
        put(
                "keyspaces/customer/shards/-80/Shard",
                "{\"primary_alias\":null,\"is_primary_serving\":true,\"source_shards\":[],\"primary\":1}");

        assertThat(repository.read().problems())
                .singleElement()
                .asString()
                .contains("keyspaces/customer/shards/-80/Shard", "'primary' is not known", "primary_alias");
        assertThatThrownBy(() -> repository.update(change -> change.put(new Keyspace("customer"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("keyspaces/customer/shards/-80/Shard");
    }

    @Test
    void recordsThatCannotBeTrueAreProblemsOfTheirKey() {
        put(
                "cells/zone1/keyspaces/customer/SrvKeyspace",
                "{\"partitions\":[{\"served_type\":\"primary\",\"shard_references\":[\"-80\"],\"shard_tablet_controls\":[]}]}");
        put("cells/zone1/tablets/garbage/Tablet", "{}");
        put("keyspaces/customer/VSchema", "{\"shraded\": true}");
        put(
                "keyspaces/customer/shards/0/Shard",
                "{\"primary_alias\":null,\"is_primary_serving\":true,\"source_shards\":null}");

        assertThat(repository.read().problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("SrvKeyspace", "gap 80-"),
                        problem -> assertThat(problem).contains("garbage", "not a tablet alias"),
                        problem -> assertThat(problem).contains("keyspaces/customer/VSchema", "shraded"),
                        problem -> assertThat(problem).contains("shards/0/Shard", "source_shards"));
    }

    private void put(String key, String value) {
        store.write(List.of(new Change.Put(key, Change.ABSENT, value))).orThrow();
    }

    private static KeyspaceDefinition vschema(String json) {
        return VSchemaJson.readKeyspace(json).value();
    }
}
