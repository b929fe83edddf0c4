package io.shardgate.vschema.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardNameTest {

    @Test
    void aNameIsKeptAsWrittenInLowerCase() {
        ShardName shard = ShardName.parse("00-8A");

        assertThat(shard.name()).isEqualTo("00-8a");
        assertThat(shard.range()).isEqualTo(KeyRange.parse("-8a"));
    }

    @Test
    void namesOfOneRangeAreEqual() {
        assertThat(ShardName.parse("-80"))
                .isEqualTo(ShardName.parse("0000-8000"))
                .hasSameHashCodeAs(ShardName.parse("00-80"));
        assertThat(ShardName.parse("-80")).isNotEqualTo(ShardName.parse("-8001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "main", "shard_a.1"})
    void aNameWithoutADashOwnsEverything(String name) {
        ShardName shard = ShardName.parse(name);

        assertThat(shard.range()).isEqualTo(KeyRange.FULL);
        assertThat(shard.isKeyRange()).isFalse();
        assertThat(shard).isNotEqualTo(ShardName.parse("-")).hasToString(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''     | '' is not a shard name: write a key range such as -80, or a name of letters, digits, _ and .",
                "a/b    | 'a/b' is not a shard name: write a key range such as -80, or a name of letters, digits, _ and .",
                "-80-   | '-80-' is not a shard name: key range '-80-' has more than one '-'",
                "80-40  | '80-40' is not a shard name: key range 80-40 is empty: its start must be lower than its end",
                "-8     | '-8' is not a shard name: end of key range '8' has an odd number of hexadecimal digits; write two for each byte"
            })
    void whatIsNoNameIsRefusedWithTheReason(String text, String message) {
        assertThatThrownBy(() -> ShardName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shardsSortAsTheyLieInTheKeyspace() {
        List<ShardName> shards = Stream.of("c0-", "40-80", "-", "-40", "0", "80-c0")
                .map(ShardName::parse)
                .sorted()
                .toList();

        assertThat(shards).extracting(ShardName::name).containsExactly("-40", "-", "0", "40-80", "80-c0", "c0-");
    }
}
