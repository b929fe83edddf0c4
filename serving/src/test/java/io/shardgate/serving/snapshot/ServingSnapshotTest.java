package io.shardgate.serving.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.key.Sharding;
import io.shardgate.vschema.model.VSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingSnapshotTest {

    private final ServingSnapshot snapshot = snapshotOf(customer());

    @ParameterizedTest
    @CsvSource({
        "166b40b44aba4bd6, -80",
        "d2fd8867d50d2dfe, 80-",
        "80, 80-",
        "7fffffffffffffffff, -80",
        "'', -80",
        "00, -80",
        "ffff, 80-"
    })
    void aKeyspaceIdIsOnTheShardWhoseRangeHoldsIt(String id, String shard) {
        assertThat(paths(new Destination.At(KeyspaceId.parseHex(id)))).containsExactly("customer/" + shard);
    }

    @Test
    void severalIdsGiveEachShardOnceInKeyOrder() {
        assertThat(paths(new Destination.AnyOf(ids("d2", "16", "06", "ff"))))
                .containsExactly("customer/-80", "customer/80-");
    }

    @Test
    void rangesAndEverywhereGiveTheShardsThatTheyTouch() {
        assertThat(paths(new Destination.In(KeyRange.parse("10-20")))).containsExactly("customer/-80");
        assertThat(paths(new Destination.In(KeyRange.parse("70-90")))).containsExactly("customer/-80", "customer/80-");
        assertThat(paths(Destination.everywhere())).containsExactly("customer/-80", "customer/80-");
        assertThat(paths(Destination.none())).isEmpty();
    }

    @Test
    void cellsAndTypesAreServedByWhatTheMapSaysOfThem() {
        assertThat(snapshot.resolve("customer", TabletType.RDONLY, "zone1", Destination.everywhere()))
                .extracting(ResolvedShard::path)
                .containsExactly("customer/0");
        assertThatThrownBy(() -> snapshot.served("customer", TabletType.RDONLY, "zone2"))
                .hasMessage("Keyspace customer serves no rdonly in cell zone2");
    }

    @Test
    void thePrimaryIsTheTabletThatTheShardNamesWhateverTabletsSay() {
        // zone1-101 still says primary, as a server does that comes back after a reparent.
        assertThat(aliases(snapshot.shard("customer", ShardName.parse("-80"), TabletType.PRIMARY)))
                .containsExactly("zone1-0000000100");
        assertThat(aliases(snapshot.shard("customer", ShardName.parse("-80"), TabletType.REPLICA)))
                .containsExactly("zone1-0000000102", "zone2-0000000103");
    }

    @Test
    void aShardThatDoesNotServeIsReachedByItsName() {
        List<ResolvedShard> found = snapshot.resolve(Target.parse("customer/0"), "zone1");

        assertThat(found).extracting(ResolvedShard::path).containsExactly("customer/0");
    }

    @Test
    void aShardMayBeNamedWithMoreDigits() {
        assertThat(snapshot.resolve(Target.parse("customer/0000-8000"), "zone1"))
                .extracting(ResolvedShard::path)
                .containsExactly("customer/-80");
    }

    @Test
    void aTargetWithATabletLeadsToThatTabletAlone() {
        assertThat(aliases(snapshot.resolve(Target.parse("customer:-80@replica|zone2-103"), "zone1")
                        .get(0)))
                .containsExactly("zone2-0000000103");
    }

    @Test
    void aRangeInBracketsMustBeMadeUpOfWholeShards() {
        assertThat(snapshot.resolve(Target.parse("customer[-]"), "zone1"))
                .extracting(ResolvedShard::path)
                .containsExactly("customer/-80", "customer/80-");
        assertThat(snapshot.resolve(Target.parse("customer[80-]"), "zone1"))
                .extracting(ResolvedShard::path)
                .containsExactly("customer/80-");
        assertError("customer[10-20]", 1049, "not made up of whole shards; the shards are [-80, 80-]");
    }

    @Test
    void anIdInBracketsLeadsToItsShard() {
        assertThat(snapshot.resolve(Target.parse("customer[d2fd]"), "zone1"))
                .extracting(ResolvedShard::path)
                .containsExactly("customer/80-");
    }

    @Test
    void unknownNamesAreMySqlsErrors() {
        assertError("nope", 1049, "Unknown database 'nope'");
        assertError("nope/-80", 1049, "Unknown database 'nope'");
        assertError("customer/-40", 1049, "keyspace customer has no such shard");
        assertError("@replica", 1046, "No database selected");
        assertError("customer:-80@replica|zone1-999", 1049, "zone1-0000000999 is not a replica of customer/-80");
    }

    @Test
    void choosingATargetIsCheckedAtOnceButAKeyspaceMayServeNothingYet() {
        snapshot.check(Target.parse("@replica"), "zone1");
        snapshot.check(Target.parse("customer@rdonly"), "zone2");

        assertThatThrownBy(() -> snapshot.check(Target.parse("nope"), "zone1")).hasMessageContaining("nope");
        assertThatThrownBy(() -> snapshot.check(Target.parse("customer/-40"), "zone1"))
                .hasMessageContaining("no such shard");
    }

    @Property
    void theSearchFindsTheOneShardWhoseRangeContainsTheId(
            @ForAll @IntRange(min = 1, max = 300) int count, @ForAll @Size(max = 10) byte[] bytes) {
        List<ResolvedShard> shards = Sharding.evenly(count).stream()
                .map(name -> new ResolvedShard("ks", name, TabletType.PRIMARY, List.of()))
                .toList();
        ServedShards served = new ServedShards(shards);
        KeyspaceId id = KeyspaceId.of(bytes);

        assertThat(shards.stream().filter(shard -> shard.shard().range().contains(id)))
                .containsExactly(served.at(id));
    }

    private void assertError(String target, int errno, String message) {
        assertThatThrownBy(() -> snapshot.resolve(Target.parse(target), "zone1"))
                .isInstanceOf(SqlErrorException.class)
                .hasMessageContaining(message)
                .extracting(thrown -> ((SqlErrorException) thrown).errno())
                .isEqualTo(errno);
    }

    private List<String> paths(Destination destination) {
        return snapshot.resolve("customer", TabletType.PRIMARY, "zone1", destination).stream()
                .map(ResolvedShard::path)
                .toList();
    }

    private static List<String> aliases(ResolvedShard shard) {
        return shard.tablets().stream().map(tablet -> tablet.alias().toString()).toList();
    }

    private static List<KeyspaceId> ids(String... hex) {
        return Stream.of(hex).map(KeyspaceId::parseHex).toList();
    }

    @Test
    void aGateHoldsThePrimariesBackWhoseShardsHaveSomethingOfItsRange() {
        ServingSnapshot gated = snapshotOf(customer()
                .change()
                .put(new Gate("customer", KeyRange.parse("40-50"), "a test"))
                .build(8));
        List<ResolvedShard> primaries =
                gated.resolve("customer", TabletType.PRIMARY, "zone1", Destination.everywhere());

        assertThat(primaries.stream().filter(gated::isGated).map(ResolvedShard::path))
                .containsExactly("customer/-80");
        assertThat(gated.anyOf(primaries).path()).isEqualTo("customer/80-");
        assertThat(gated.resolve("customer", TabletType.REPLICA, "zone1", Destination.everywhere()))
                .noneMatch(gated::isGated);
        assertThat(gated.isGated(primaries.get(0).withoutDatabase())).isFalse();
        assertThat(snapshot.hasGates()).isFalse();
        assertThat(snapshot.anyOf(primaries).path()).isEqualTo("customer/-80");
    }

    private static ServingSnapshot snapshotOf(ServingTopology topology) {
        return ServingSnapshot.of(topology, VSchema.EMPTY, Map.of(), 1);
    }

    private static ServingTopology customer() {
        ServingTopology.Delta delta = ServingTopology.EMPTY
                .change()
                .put(new Cell("zone1"))
                .put(new Cell("zone2"))
                .put(new Keyspace("customer"));
        delta.put(shard("0", 200)).put(shard("-80", 100)).put(shard("80-", 300));
        delta.put(tablet("zone1", 100, "-80", TabletType.REPLICA));
        delta.put(tablet("zone1", 101, "-80", TabletType.PRIMARY));
        delta.put(tablet("zone1", 102, "-80", TabletType.REPLICA));
        delta.put(tablet("zone2", 103, "-80", TabletType.REPLICA));
        delta.put(tablet("zone1", 200, "0", TabletType.PRIMARY));
        delta.put(tablet("zone1", 300, "80-", TabletType.PRIMARY));
        List<ServedPartition> partitions = new ArrayList<>();
        partitions.add(new ServedPartition(TabletType.PRIMARY, names("-80", "80-"), names("0")));
        partitions.add(new ServedPartition(TabletType.REPLICA, names("-80", "80-"), List.of()));
        delta.put(new SrvKeyspace("customer", "zone2", partitions));
        partitions.add(new ServedPartition(TabletType.RDONLY, names("0"), List.of()));
        delta.put(new SrvKeyspace("customer", "zone1", partitions));
        return delta.build(7);
    }

    private static Shard shard(String name, long primary) {
        return new Shard("customer", ShardName.parse(name), new TabletAlias("zone1", primary), true, List.of());
    }

    private static Tablet tablet(String cell, long uid, String shard, TabletType type) {
        return new Tablet(
                new TabletAlias(cell, uid), "customer", ShardName.parse(shard), type, "127.0.0.1", 3306, null);
    }

    private static List<ShardName> names(String... shards) {
        return Stream.of(shards).map(ShardName::parse).toList();
    }
}
