package io.shardgate.serving.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.key.ShardName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "customer, customer@primary",
        "customer@replica, customer@replica",
        "customer@master, customer@primary",
        "customer@RDONLY, customer@rdonly",
        "customer/-80, customer:-80@primary",
        "customer:-80@rdonly, customer:-80@rdonly",
        "customer/0, customer:0@primary",
        "@rdonly, @rdonly",
        "ks[10-20]@primary, ks[10-20]@primary",
        "ks[-], ks[-]@primary",
        "ks[deadbeef]@replica, ks[deadbeef]@replica",
        "ks:-80@replica|zone1-100, ks:-80@replica|zone1-0000000100",
        "my-app, my-app@primary",
        "'', @primary",
    })
    void targetsAreRead(String text, String printed) {
        assertThat(Target.parse(text)).hasToString(printed);
    }

    @Test
    void thePartsOfATargetAreKept() {
        assertThat(Target.parse("ks:-80@replica|zone1-100"))
                .isEqualTo(new Target(
                        "ks",
                        new Target.OneShard(ShardName.parse("-80")),
                        TabletType.REPLICA,
                        new TabletAlias("zone1", 100)));
        assertThat(Target.parse("ks[10-20]").part()).isEqualTo(new Target.Shards(KeyRange.parse("10-20")));
        assertThat(Target.parse("ks[dead]").part()).isEqualTo(new Target.Owner(KeyspaceId.parseHex("dead")));
        assertThat(Target.parse("@replica").findKeyspace()).isEmpty();
        assertThat(Target.parse("")).isEqualTo(Target.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ks@; no tablet type after @",
                "ks@slave; 'slave' is not a tablet type",
                "ks@drained; queries cannot be sent to tablets of type drained",
                "ks@replica|zone1-100; together with its shard",
                "ks:-80|zone1; 'zone1' is not a tablet alias",
                "ks/; no shard after the keyspace",
                "/-80; no keyspace before the shard",
                "[10-20]; no keyspace before the shard",
                "ks[10-20; between [ and ]",
                "ks10-20]; between [ and ]",
                "ks[]; nothing between the brackets",
                "ks[xyz]; xyz",
                "ks[10-20-30]; more than one '-'",
                "ks[20-10]; its start must be lower than its end",
                "ks:-8; -8",
                "ks/80-40; its start must be lower than its end",
            })
    void aBadTargetIsAnUnknownDatabaseThatSaysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(SqlErrorException.class)
                .hasMessageContaining("Unknown database '" + text + "'")
                .hasMessageContaining(message)
                .extracting(thrown -> ((SqlErrorException) thrown).errno())
                .isEqualTo(1049);
    }
}
