package io.shardgate.vschema.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRangeTest {

    @ParameterizedTest
    @ValueSource(strings = {"-80", "-8000", "00-80", "0000-8000", "-800000"})
    void zerosAtTheEndOfABoundSayNothing(String text) {
        assertThat(KeyRange.parse(text)).isEqualTo(KeyRange.parse("-80")).hasToString("-80");
    }

    @Test
    void theLastByteIsNotTheEndOfTheKeyspace() {
        assertThat(KeyRange.parse("80-")).isNotEqualTo(KeyRange.parse("80-FF"));
        assertThat(KeyRange.parse("80-ff").contains(KeyspaceId.parseHex("ff"))).isFalse();
        assertThat(KeyRange.parse("80-").contains(KeyspaceId.parseHex("ffffffffffffffffff")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-80, 7fffffffffffffff, true",
        "-80, 80, false",
        "-80, 8000, false",
        "-80, '', true",
        "80-, 80, true",
        "80-, 8000000000000000, true",
        "80-, 7f, false",
        "80-c0, bfff, true",
        "80-c0, c0, false",
        "-, '', true",
        "0080-01, 00, false",
        "0080-01, 0080, true"
    })
    void aRangeHoldsItsStartAndNotItsEnd(String range, String id, boolean contained) {
        assertThat(KeyRange.parse(range).contains(KeyspaceId.parseHex(id))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "80        | key range '80' has no '-'; write start-end, as in -80",
                "-80-      | key range '-80-' has more than one '-'",
                "8-        | start of key range '8' has an odd number of hexadecimal digits; write two for each byte",
                "-8g       | end of key range '8g' is not hexadecimal: character 2 is 'g'",
                "80-80     | key range 80-80 is empty: its start must be lower than its end",
                "c0-80     | key range c0-80 is empty: its start must be lower than its end",
                "-00       | key range - is empty: its start must be lower than its end"
            })
    void whatIsNoRangeIsRefusedWithTheReason(String text, String message) {
        assertThatThrownBy(() -> KeyRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Property
    void aRangeReadsBackFromItsText(@ForAll("ranges") KeyRange range) {
        assertThat(KeyRange.parse(range.toString())).isEqualTo(range);
    }

    @Property
    void theIntersectionHoldsWhatBothHold(
            @ForAll("ranges") KeyRange a, @ForAll("ranges") KeyRange b, @ForAll("ids") KeyspaceId id) {
        boolean inBoth = a.contains(id) && b.contains(id);

        assertThat(a.intersect(b).map(range -> range.contains(id)).orElse(false))
                .isEqualTo(inBoth);
        assertThat(a.overlaps(b)).isEqualTo(a.intersect(b).isPresent()).isEqualTo(b.overlaps(a));
    }

    @Property
    void aRangeThatContainsAnotherOverlapsNothingMoreByIt(@ForAll("ranges") KeyRange a, @ForAll("ranges") KeyRange b) {
        assertThat(a.contains(b)).isEqualTo(a.intersect(b).equals(Optional.of(b)));
    }

    @Property
    void aDestinationTouchesTheShardsThatHoldItsIds(
            @ForAll("ranges") KeyRange shard, @ForAll("ids") KeyspaceId a, @ForAll("ids") KeyspaceId b) {
        boolean inOrder = a.compareTo(b) <= 0;
        KeyspaceId first = inOrder ? a : b;
        KeyspaceId last = inOrder ? b : a;
        var between = new Destination.Between(first, last);

        assertThat(new Destination.At(a).touches(shard)).isEqualTo(shard.contains(a));
        assertThat(new Destination.AnyOf(List.of(a, b)).touches(shard))
                .isEqualTo(shard.contains(a) || shard.contains(b));
        assertThat(between.touches(shard))
                .isEqualTo(shard.contains(first)
                        || shard.contains(last)
                        || (first.compareTo(shard.start()) <= 0 && shard.start().compareTo(last) <= 0));
    }

    @Test
    void aRangeOfIdsThatEndsWhereAShardBeginsTouchesThatShard() {
        var between = new Destination.Between(KeyspaceId.ofBits(1), KeyspaceId.ofBits(Long.MIN_VALUE));

        assertThat(between.touches(KeyRange.parse("80-"))).isTrue();
        assertThat(between.touches(KeyRange.parse("8000000000000001-"))).isFalse();
    }

    @Provide
    Arbitrary<KeyspaceId> ids() {
        // Few byte values, so that neighbours and prefixes are met often.
        return Arbitraries.of((byte) 0, (byte) 1, (byte) 0x7f, (byte) 0x80, (byte) 0xff)
                .array(Byte[].class)
                .ofMaxSize(4)
                .map(KeyRangeTest::id);
    }

    @Provide
    Arbitrary<KeyRange> ranges() {
        Arbitrary<KeyspaceId> ids = ids();
        return Combinators.combine(ids, ids)
                .filter((start, end) -> end.length() == 0 || isLower(start, end))
                .as(KeyRange::new);
    }

    private static boolean isLower(KeyspaceId start, KeyspaceId end) {
        return start.hex().replaceAll("(00)+$", "").compareTo(end.hex().replaceAll("(00)+$", "")) < 0;
    }

    private static KeyspaceId id(Byte[] boxed) {
        byte[] bytes = new byte[boxed.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = boxed[i];
        }
        return KeyspaceId.of(bytes);
    }
}
