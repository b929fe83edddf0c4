package io.shardgate.vschema.vindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.value.SqlValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VindexTest {

    private static final VindexRegistry REGISTRY = VindexRegistry.load(ParameterFiles.none());

    @Property
    void aReversibleVindexGivesBackTheValue(@ForAll("typesOfReversibleIntegers") String type, @ForAll long bits) {
        var vindex = (ReversibleVindex) vindex(type);
        var value = new SqlValue.UInt64(bits);

        Destination destination = vindex.map(value);

        assertThat(destination)
                .isInstanceOfSatisfying(
                        Destination.At.class,
                        at -> assertThat(vindex.reverse(at.id())).isEqualTo(value));
    }

    @Provide
    Arbitrary<String> typesOfReversibleIntegers() {
        return Arbitraries.of("hash", "numeric", "reverse_bits");
    }

    @Property
    void binaryGivesBackTheBytes(@ForAll byte[] bytes) {
        var vindex = new BinaryVindex("v");

        assertThat(vindex.reverse(vindex.hash(SqlValue.of(bytes)).orElseThrow()))
                .isEqualTo(SqlValue.of(bytes));
    }

    @Property
    void signedAndUnsignedIntegersOfOneValueAreAtOnePlace(@ForAll long value) {
        for (String type : List.of("hash", "numeric", "reverse_bits", "xxhash")) {
            if (value >= 0) {
                assertThat(map(type, SqlValue.of(value))).isEqualTo(map(type, new SqlValue.UInt64(value)));
            }
        }
    }

    @Property
    void betweenOfNumericTouchesTheShardOfEachNumberInside(
            @ForAll long a, @ForAll long b, @ForAll long number, @ForAll byte limit) {
        long first = Math.min(a, b);
        long last = Math.max(a, b);
        var vindex = new NumericVindex("v");
        Destination range = vindex.mapRange(SqlValue.of(first), SqlValue.of(last));
        List<KeyRange> shards = limit == 0
                ? List.of(KeyRange.FULL)
                : List.of(KeyRange.parse("-%02x".formatted(limit)), KeyRange.parse("%02x-".formatted(limit)));

        if (first <= number && number <= last) {
            vindex.hash(SqlValue.of(number))
                    .ifPresent(id -> assertThat(shards).allMatch(shard -> !shard.contains(id) || range.touches(shard)));
        }
    }

    @Test
    void betweenHoldsItsLastValueWhereAShardBegins() {
        Destination range = new NumericVindex("v").mapRange(SqlValue.of(1), new SqlValue.UInt64(Long.MIN_VALUE));

        assertThat(range.touches(KeyRange.parse("80-"))).isTrue();
    }

    @Test
    void betweenOfWhatIsNoIntegerIsEverywhere() {
        var vindex = new NumericVindex("v");

        assertThat(vindex.mapRange(SqlValue.of("a"), SqlValue.of(1))).isEqualTo(Destination.everywhere());
        assertThat(vindex.mapRange(SqlValue.of(2), SqlValue.of(1))).isEqualTo(Destination.none());
        assertThat(vindex.mapRange(SqlValue.of(-5), SqlValue.of(-1))).isEqualTo(Destination.none());
        assertThat(vindex.mapRange(SqlValue.ofNull(), SqlValue.of(1))).isEqualTo(Destination.none());
        assertThat(vindex.mapRange(SqlValue.of(-5), SqlValue.of(1)))
                .isEqualTo(new Destination.Between(KeyspaceId.ofBits(0), KeyspaceId.ofBits(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "numeric", "reverse_bits"})
    void aVindexOfIntegersHasNoPlaceForAnythingElse(String type) {
        assertThat(List.of(
                        SqlValue.ofNull(),
                        SqlValue.of("1"),
                        SqlValue.of(new byte[] {1}),
                        new SqlValue.Float64(1),
                        new SqlValue.Decimal(BigDecimal.ONE),
                        new SqlValue.Temporal("2024-01-01")))
                .allSatisfy(value -> assertThat(map(type, value)).isEqualTo(Destination.none()));
    }

    @Test
    void onlyHashPlacesNegativeIntegers() {
        assertThat(map("hash", SqlValue.of(-1))).isEqualTo(map("hash", new SqlValue.UInt64(-1)));
        assertThat(map("numeric", SqlValue.of(-1))).isEqualTo(Destination.none());
        assertThat(map("reverse_bits", SqlValue.of(-1))).isEqualTo(Destination.none());
    }

    @Test
    void textThatIsNotUtf8HasNoLoosePlace() {
        assertThat(map("unicode_loose_md5", SqlValue.of(new byte[] {(byte) 0xC3})))
                .isEqualTo(Destination.none());
        assertThat(map("unicode_loose_xxhash", SqlValue.of(new byte[] {(byte) 0xFF})))
                .isEqualTo(Destination.none());
    }

    @Test
    void anIdOfTheWrongLengthHasNoValue() {
        assertThatThrownBy(() -> new HashVindex("v").reverse(KeyspaceId.parseHex("80")))
                .hasMessage("keyspace id 80 has 1 bytes; those of vindex v have 8");
    }

    @Test
    void aStaticMapReadsItsFileThroughTheProgram() {
        VindexRegistry registry = VindexRegistry.load(path -> {
            if (path.equals("/etc/map.json")) {
                return "{\"1\": 18446744073709551615}";
            }
            throw new IOException("no such file");
        });
        var map = (SingleColumnVindex) registry.create("v", "numeric_static_map", Map.of("json_path", "/etc/map.json"));

        assertThat(map.map(SqlValue.of(1))).isEqualTo(new Destination.At(KeyspaceId.ofBits(-1)));
        assertThat(map.map(SqlValue.of(2))).isEqualTo(new Destination.At(KeyspaceId.ofBits(2)));
        assertThatThrownBy(() -> registry.create("v", "numeric_static_map", Map.of("json_path", "/nope")))
                .hasMessage("parameter json_path: /nope: no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1}  | parameter json: a is not a whole number from 0 to 18446744073709551615",
                "{\"1\": -1} | parameter json: -1 is not a whole number from 0 to 18446744073709551615",
                "{\"1\": 18446744073709551616} | parameter json: 18446744073709551616 is not a whole number from 0 to 18446744073709551615",
                "{\"1\": 1.5} | parameter json: 1.5 is not a whole number from 0 to 18446744073709551615"
            })
    void aStaticMapHoldsWholeNumbersOnly(String json, String message) {
        assertThatThrownBy(() -> REGISTRY.create("v", "numeric_static_map", Map.of("json", json)))
                .isInstanceOf(VindexException.class)
                .hasMessage(message);
    }

    @Test
    void aFactoryWithAMistakeIsNamedAndHarmsNoOther() {
        VindexRegistry registry =
                VindexRegistry.of(List.of(new HashVindex.Factory(), new Careless()), ParameterFiles.none());

        assertThatThrownBy(() -> registry.create("v", "careless", Map.of()))
                .isInstanceOf(VindexException.class)
                .hasMessageStartingWith("vindex type 'careless' failed in " + Careless.class.getName()
                        + ": java.lang.NumberFormatException");
        assertThat(registry.create("v", "hash", Map.of()).name()).isEqualTo("v");
    }

    /** Takes it for granted that its parameter is there. */
    private static final class Careless implements VindexFactory {
        @Override
        public String type() {
            return "careless";
        }

        @Override
        public List<String> parameters() {
            return List.of("cost");
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            int cost = Integer.parseInt(parameters.get("cost"));
            return cost == 1 ? new HashVindex(name) : new NumericVindex(name);
        }
    }

    @Test
    void oneTypeFromTwoJarsIsRefused() {
        VindexFactory factory = new HashVindex.Factory();

        assertThatThrownBy(() -> VindexRegistry.of(List.of(factory, factory), ParameterFiles.none()))
                .isInstanceOf(VindexException.class)
                .hasMessageStartingWith("vindex type 'hash' is provided twice: by ");
    }

    @ParameterizedTest
    @CsvSource({
        "hash, bigint, '', false",
        "hash, varchar(9), utf8mb4_bin, true",
        "hash, 'decimal(9,0)', '', true",
        "numeric, int unsigned, '', false",
        "xxhash, bigint, '', false",
        "xxhash, varbinary(9), '', false",
        "xxhash, varchar(9), utf8mb4_0900_bin, false",
        "xxhash, varchar(9), utf8mb4_bin, true",
        "xxhash, char(9), utf8mb4_bin, false",
        "xxhash, varchar(9), utf8mb4_0900_as_cs, true",
        "binary_md5, varchar(9), utf8mb4_general_ci, true",
        "binary_md5, date, '', false",
        "binary_md5, datetime, '', true",
        "binary, double, '', true",
        "unicode_loose_md5, varchar(9), utf8mb4_bin, false",
        "unicode_loose_md5, varchar(9), utf8mb4_general_ci, true",
        "unicode_loose_md5, varchar(9), utf8mb4_0900_ai_ci, true",
        "unicode_loose_md5, varchar(9), latin1_swedish_ci, true",
        "unicode_loose_xxhash, varchar(9), ascii_general_ci, false",
        "unicode_loose_xxhash, 'enum(''a'')', utf8mb4_bin, true",
        "null, varchar(9), utf8mb4_general_ci, false"
    })
    void aVindexTellsWhereItMayPartEqualValues(String vindex, String type, String collation, boolean parts) {
        Collation actual =
                collation.isEmpty() ? null : new Collation(collation.substring(0, collation.indexOf('_')), collation);
        ColumnSchema column = ColumnSchema.of("c", ColumnType.parse(type, actual), true);

        assertThat(vindex(vindex).maySeparateEqualValues(column)).isEqualTo(parts);
    }

    @Property
    void asciiTextsThatDifferByCaseAndSpacesAtTheEndAreAtOneLoosePlace(@ForAll("ascii") String text) {
        assertThat(map("unicode_loose_md5", SqlValue.of(text.toLowerCase(Locale.ROOT) + "  ")))
                .isEqualTo(map("unicode_loose_md5", SqlValue.of(text.toUpperCase(Locale.ROOT))));
    }

    @Provide
    Arbitrary<String> ascii() {
        return Arbitraries.strings().withCharRange('\0', '\u007f').ofMaxLength(20);
    }

    private static SingleColumnVindex vindex(String type) {
        return (SingleColumnVindex) REGISTRY.create("v", type, Map.of("json", "{}"));
    }

    private static Destination map(String type, SqlValue value) {
        return vindex(type).map(value);
    }
}
