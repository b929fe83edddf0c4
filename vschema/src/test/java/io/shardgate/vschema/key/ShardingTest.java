package io.shardgate.vschema.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ':',
            value = {
                "1: -",
                "2: -80 80-",
                "3: -55 55-aa aa-",
                "4: -40 40-80 80-c0 c0-",
                "7: -24 24-49 49-6d 6d-92 92-b6 b6-db db-"
            })
    void anEvenCutHasTheNamesThatUsersKnow(int count, String names) {
        assertThat(Sharding.evenly(count)).extracting(ShardName::name).containsExactly(names.split(" "));
    }

    @Test
    void moreThan256ShardsHaveLimitsOfTwoBytes() {
        assertThat(Sharding.evenly(512)).extracting(ShardName::name).startsWith("-0080", "0080-0100", "0100-0180");
    }

    @Property
    void anEvenCutTilesAndItsShardsDifferByOneUnitAtMost(@ForAll @IntRange(min = 1, max = 2000) int count) {
        List<ShardName> shards = Sharding.evenly(count);

        assertThat(shards).hasSize(count);
        assertThat(Sharding.findTilingProblem(ranges(shards))).isEmpty();
        assertThat(widths(shards, count <= 256 ? 8 : 16))
                .allSatisfy(width -> assertThat(width).isBetween(unit(count) / count, unit(count) / count + 1));
    }

    private static int unit(int count) {
        return count <= 256 ? 0x100 : 0x10000;
    }

    private static List<Integer> widths(List<ShardName> shards, int bits) {
        return shards.stream()
                .map(shard -> limit(shard.range().end(), bits, 1 << bits)
                        - limit(shard.range().start(), bits, 0))
                .toList();
    }

    private static int limit(KeyspaceId bound, int bits, int open) {
        byte[] bytes = Arrays.copyOf(bound.bytes(), 2);
        int sixteen = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        return bound.length() == 0 ? open : sixteen >> (16 - bits);
    }

    @Test
    void aSpecNamesTheLimitsBetweenShards() {
        assertThat(Sharding.parseSpec("-40-80-")).extracting(ShardName::name).containsExactly("-40", "40-80", "80-");
        assertThat(Sharding.parseSpec("40-80")).extracting(ShardName::name).containsExactly("40-80");
        assertThat(Sharding.parseSpec("-")).extracting(ShardName::name).containsExactly("-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80      | sharding spec '80' defines no range; write the limits with dashes, as in -40-80-",
                "-40--80 | sharding spec '-40--80' has an empty limit in its middle; only the first and the last may be empty",
                "-80-40- | sharding spec '-80-40-': '80-40' is not a shard name: key range 80-40 is empty: its start must be lower than its end"
            })
    void aBadSpecIsRefusedWithTheReason(String spec, String message) {
        assertThatThrownBy(() -> Sharding.parseSpec(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'-80,80-', -, ''",
        "'80-,-80', -, ''",
        "'-80,c0-', -, gap 80-c0 between -80 and c0-",
        "'-80,40-', -, -80 and 40- overlap in 40-80",
        "'-80,-80,80-', -, -80 and -80 overlap in -80",
        "'40-80,80-', -, gap -40 before 40-80",
        "'-80,80-c0', -, gap c0- after 80-c0",
        "'40-60,60-80', 40-80, ''",
        "'40-60,60-90', 40-80, 60-90 ends after 40-80",
        "'30-60,60-80', 40-80, 30-60 begins before 40-80",
        "'-', -, ''",
        "'-,80-', -, - and 80- overlap in 80-"
    })
    void theCheckNamesTheGapOrTheOverlap(String ranges, String whole, String problem) {
        List<KeyRange> parsed =
                Arrays.stream(ranges.split(",")).map(KeyRange::parse).toList();

        assertThat(Sharding.findTilingProblem(parsed, KeyRange.parse(whole)).orElse(""))
                .isEqualTo(problem);
    }

    @Test
    void noRangesCoverNothing() {
        assertThat(Sharding.findTilingProblem(List.of())).contains("no range covers -");
    }

    @Property
    void rangesThatTileHoldEachIdOnce(
            @ForAll @Size(max = 6) List<Byte> limits, @ForAll byte[] bytes, @ForAll long seed) {
        List<KeyRange> ranges = cutAt(limits);
        Collections.shuffle(ranges, new Random(seed));
        KeyspaceId id = KeyspaceId.of(bytes);

        assertThat(Sharding.findTilingProblem(ranges)).isEmpty();
        assertThat(ranges.stream().filter(range -> range.contains(id))).hasSize(1);
    }

    @Property
    void withoutOneOfItsRangesATilingHasAGap(@ForAll @Size(min = 1, max = 6) List<Byte> limits, @ForAll int which) {
        List<KeyRange> ranges = cutAt(limits);
        ranges.remove(Math.floorMod(which, ranges.size()));

        assertThat(Sharding.findTilingProblem(ranges).orElse("")).containsAnyOf("gap ", "no range covers");
    }

    private static List<KeyRange> cutAt(List<Byte> limits) {
        List<String> sorted = limits.stream()
                .filter(limit -> limit != 0)
                .map("%02x"::formatted)
                .distinct()
                .sorted()
                .toList();
        var ranges = new ArrayList<KeyRange>();
        String start = "";
        for (String limit : sorted) {
            ranges.add(KeyRange.parse(start + "-" + limit));
            start = limit;
        }
        ranges.add(KeyRange.parse(start + "-"));
        return ranges;
    }

    private static List<KeyRange> ranges(List<ShardName> shards) {
        return shards.stream().map(ShardName::range).toList();
    }
}
