package io.shardgate.vschema.vindex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrimaryWeightsTest {

    /**
     * Random texts full of contractions, marks out of order and syllables, with the keys that the original implementation
     * computes; written by the program in src/generator.
     */
    @Test
    void awkwardTextsHaveTheKeysOfTheOriginal() throws IOException {
        List<String> lines;
        try (var in = new BufferedReader(new InputStreamReader(
                PrimaryWeightsTest.class.getResourceAsStream("primary-weights.txt"), StandardCharsets.US_ASCII))) {
            lines = in.lines().toList();
        }

        assertThat(lines).hasSize(1600).allSatisfy(line -> {
            String[] parts = line.split(" ", -1);
            String text = new String(HexFormat.of().parseHex(parts[0]), StandardCharsets.UTF_8);
            assertThat(key(text)).as(text).isEqualTo(parts[1]);
        });
    }

    @Test
    void caseAccentsWidthAndSpacesAtTheEndDoNotCount() {
        assertThat(List.of("TÉST", "te\u0301st", "\uFF34est", "Test   "))
                .allSatisfy(text -> assertThat(key(text.strip())).isEqualTo("1816164c17f31816"));
    }

    private static String key(String text) {
        return HexFormat.of()
                .formatHex(PrimaryWeights.of(
                        CollationTableResource.TABLE, text.codePoints().toArray()));
    }
}
