package io.shardgate.vschema.vindex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
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

    /** Catches a change of a single weight; the digest is of the original's keys. */
    @Test
    void everyCharacterHasTheKeyOfTheOriginal() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .mapToObj(c -> PrimaryWeights.of(CollationTableResource.TABLE, new int[] {c}))
                .forEach(key -> {
                    digest.update((byte) key.length);
                    digest.update(key);
                });

        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo("51b9b4fdfecc8b7de2c9e3bd6d739a6e20a2c0e8e6cfacc4f8be86647ef15582");
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
