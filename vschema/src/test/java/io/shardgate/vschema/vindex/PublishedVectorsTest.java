package io.shardgate.vschema.vindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.value.SqlValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keyspace ids that Vitess has published for its vindexes: rows that it placed must be found where they are. */
class PublishedVectorsTest {

    /** Vindexes that we do not have yet. The vectors stay in the file for the day when we do. */
    private static final Set<String> LATER =
            Set.of("cfc", "multicol", "region_experimental", "region_json", "lookup_unicodeloosemd5_hash");

    private final VindexRegistry registry = VindexRegistry.load(ParameterFiles.none());

    @TestFactory
    Stream<DynamicTest> everyPublishedIdIsOurs() throws IOException {
        return vectors()
                .filter(vector -> !isLater(vector))
                .map(vector -> dynamicTest(title(vector), () -> check(vector)));
    }

    @Test
    void onlyVectorsOfVindexesThatWeLackAreLeftOut() throws IOException {
        assertThat(vectors()
                        .filter(PublishedVectorsTest::isLater)
                        .map(v -> v.get("vindex").textValue()))
                .doesNotContainAnyElementsOf(registry.types());
        assertThat(vectors().filter(vector -> !isLater(vector))).hasSizeGreaterThan(80);
    }

    private static boolean isLater(JsonNode vector) {
        return LATER.contains(vector.get("vindex").textValue());
    }

    private static Stream<JsonNode> vectors() throws IOException {
        try (InputStream in = PublishedVectorsTest.class.getResourceAsStream("vindex-vectors.json")) {
            return JsonMapper.builder().build().readTree(in).valueStream().toList().stream();
        }
    }

    private static String title(JsonNode vector) {
        String text = vector.get("vindex").textValue() + " " + vector.get("input");
        return text.length() <= 80 ? text : text.substring(0, 80);
    }

    private void check(JsonNode vector) {
        Map<String, String> parameters = new LinkedHashMap<>();
        vector.get("params").forEachEntry((key, value) -> parameters.put(key, value.asText()));
        Vindex vindex = registry.create("v", vector.get("vindex").textValue(), parameters);

        assertThat(destination(vindex, vector)).isEqualTo(expected(vector));
    }

    private static Destination destination(Vindex vindex, JsonNode vector) {
        JsonNode input = vector.get("input");
        if (vector.path("op").asText().equals("between")) {
            return ((SequentialVindex) vindex).mapRange(value(input.get(0)), value(input.get(1)));
        }
        return ((SingleColumnVindex) vindex).map(value(input));
    }

    private static Destination expected(JsonNode vector) {
        return switch (vector.path("destination").asText("id")) {
            case "none" -> Destination.none();
            // Published as half open; ours holds its last id as well, so that a row there is not missed.
            case "keyrange" ->
                new Destination.Between(
                        KeyspaceId.parseHex(vector.get("start").textValue()),
                        KeyspaceId.parseHex(vector.get("end").textValue()));
            case "id" ->
                new Destination.At(
                        KeyspaceId.parseHex(vector.get("keyspace_id_hex").textValue()));
            default -> throw new IllegalArgumentException("a kind of vector that this test does not know: " + vector);
        };
    }

    private static SqlValue value(JsonNode input) {
        String text = input.get("value").asText();
        return switch (input.get("type").textValue()) {
            case "NULL" -> SqlValue.ofNull();
            case "INT64", "INT32" -> SqlValue.of(Long.parseLong(text));
            case "UINT64" -> new SqlValue.UInt64(Long.parseUnsignedLong(text));
            case "FLOAT64" -> new SqlValue.Float64(Double.parseDouble(text));
            case "VARCHAR" -> SqlValue.of(text);
            case "VARBINARY" -> SqlValue.of(text.getBytes(StandardCharsets.UTF_8));
            case "HEXNUM" -> SqlValue.of(HexFormat.of().parseHex(text.substring(2)));
            default -> throw new IllegalArgumentException("a type that this test does not know: " + input);
        };
    }
}
