package io.shardgate.serving.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.vschema.key.ShardName;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServedTypesTest {

    @Test
    void aPartitionKeepsItsShardsInKeyOrder() {
        assertThat(partition("80-", "-40", "40-80").shards()).isEqualTo(names("-40", "40-80", "80-"));
    }

    @Test
    void aGapIsRefusedAndNamed() {
        assertThatThrownBy(() -> partition("-40", "80-"))
                .hasMessageContaining("the shards that serve replica do not cover the keyspace")
                .hasMessageContaining("gap 40-80");
    }

    @Test
    void anOverlapIsRefusedAndNamed() {
        assertThatThrownBy(() -> partition("0", "-80")).hasMessageContaining("overlap");
        assertThatThrownBy(() -> partition("-80", "40-")).hasMessageContaining("overlap in 40-80");
    }

    @Test
    void noShardsAtAllAreNoPartition() {
        assertThatThrownBy(ServedTypesTest::partition).hasMessageContaining("do not cover");
    }

    @Test
    void onlyTypesThatTakeQueriesAreServed() {
        assertThatThrownBy(() -> new ServedPartition(TabletType.DRAINED, names("0"), List.of()))
                .hasMessageContaining("drained are not served");
    }

    @Test
    void trafficMovesToNewShardsAndBack() {
        ServedPartition before = partition("0");

        ServedPartition after = before.replace(names("0"), names("-80", "80-"));

        assertThat(after.shards()).isEqualTo(names("-80", "80-"));
        assertThat(after.disabled()).isEqualTo(names("0"));
        ServedPartition back = after.replace(names("-80", "80-"), names("0"));
        assertThat(back.shards()).isEqualTo(names("0"));
        assertThat(back.disabled()).isEqualTo(names("-80", "80-"));
    }

    @Test
    void aMoveThatWouldLeaveAGapIsRefused() {
        assertThatThrownBy(() -> partition("0").replace(names("0"), names("-80")))
                .hasMessageContaining("gap 80-");
    }

    @Test
    void aKeyspaceServesNothingUntilItsShardsCoverIt() {
        assertThat(ServedTypes.EMPTY.rebuilt("customer", "zone1", List.of(shard("-80", true))))
                .isEqualTo(new SrvKeyspace("customer", "zone1", List.of()));
    }

    @Test
    void aCompleteKeyspaceServesAllTypesFromTheShardsWhosePrimaryServes() {
        SrvKeyspace rebuilt = ServedTypes.EMPTY.rebuilt(
                "customer", "zone1", List.of(shard("0", true), shard("-80", false), shard("80-", false)));

        assertThat(rebuilt.partitions())
                .extracting(ServedPartition::type)
                .containsExactly(TabletType.PRIMARY, TabletType.REPLICA, TabletType.RDONLY);
        assertThat(rebuilt.partitions()).extracting(ServedPartition::shards).containsOnly(names("0"));
    }

    @Test
    void aRebuildDoesNotUndoAMigration() {
        ServedPartition migrated = partition("0").replace(names("0"), names("-80", "80-"));
        ServedTypes types = ServedTypes.of(List.of(new SrvKeyspace("customer", "zone1", List.of(migrated))));

        SrvKeyspace rebuilt = types.rebuilt("customer", "zone1", List.of(shard("0", true)));

        assertThat(rebuilt.findPartition(TabletType.REPLICA)).contains(migrated);
        assertThat(rebuilt.findPartition(TabletType.PRIMARY).orElseThrow().shards())
                .isEqualTo(names("0"));
    }

    @Test
    void whereAShardServesIsToldByTypeAndCell() {
        ServedTypes types = ServedTypes.of(List.of(
                new SrvKeyspace("customer", "zone1", List.of(partition("0"))),
                new SrvKeyspace("customer", "zone2", List.of(partition("-80", "80-")))));

        assertThat(types.cellsServing("customer", ShardName.parse("0")))
                .containsExactly(java.util.Map.entry(TabletType.REPLICA, List.of("zone1")));
        assertThat(types.cellsServing("customer", ShardName.parse("00-80")))
                .containsExactly(java.util.Map.entry(TabletType.REPLICA, List.of("zone2")));
        assertThat(types.cellsServing("customer", ShardName.parse("-40"))).isEmpty();
    }

    private static Shard shard(String name, boolean isServing) {
        return new Shard("customer", ShardName.parse(name), null, isServing, List.of());
    }

    private static ServedPartition partition(String... shards) {
        return new ServedPartition(TabletType.REPLICA, names(shards), List.of());
    }

    private static List<ShardName> names(String... shards) {
        return Stream.of(shards).map(ShardName::parse).toList();
    }
}
