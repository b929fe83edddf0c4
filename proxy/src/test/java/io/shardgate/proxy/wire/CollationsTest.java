package io.shardgate.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollationsTest {

    private static List<Collation> all() {
        return IntStream.range(0, 5000)
                .mapToObj(Collations::find)
                .flatMap(Optional::stream)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "8, latin1_swedish_ci, latin1, 1",
        "28, gbk_chinese_ci, gbk, 2",
        "33, utf8mb3_general_ci, utf8mb3, 3",
        "45, utf8mb4_general_ci, utf8mb4, 4",
        "63, binary, binary, 1",
        "255, utf8mb4_0900_ai_ci, utf8mb4, 4",
        "309, utf8mb4_0900_bin, utf8mb4, 4",
        "2304, utf8mb4_uca1400_ai_ci, utf8mb4, 4",
    })
    void anIdHasItsNameAndCharacterSet(int id, String name, String characterSet, int maxBytes) {
        Collation collation = Collations.find(id).orElseThrow();

        assertThat(collation.name()).isEqualTo(name);
        assertThat(collation.characterSet().name()).isEqualTo(characterSet);
        assertThat(collation.characterSet().maxBytes()).isEqualTo(maxBytes);
    }

    @Test
    void everyNameLeadsBackToItsCollation() {
        assertThat(all())
                .hasSizeGreaterThan(1200)
                .allSatisfy(collation -> assertThat(
                                Collations.find(collation.name()).orElseThrow().name())
                        .isEqualTo(collation.name()));
    }

    @Test
    void everyCharacterSetHasADefaultThatFitsIntoAHandshake() {
        assertThat(all()).allSatisfy(collation -> {
            CharacterSet set = collation.characterSet();
            assertThat(Collations.defaultOf(set).characterSet()).isEqualTo(set);
            assertThat(Collations.mariaDbDefaultOf(set).characterSet()).isEqualTo(set);
            assertThat(Collations.defaultOf(set).id()).isLessThanOrEqualTo(255);
        });
    }

    @Test
    void theDefaultOfUtf8mb4DependsOnTheFlavour() {
        CharacterSet utf8mb4 = Collations.findCharacterSet("UTF8MB4").orElseThrow();

        assertThat(Collations.defaultOf(utf8mb4).id()).isEqualTo(Collation.UTF8MB4_0900_AI_CI);
        assertThat(Collations.mariaDbDefaultOf(utf8mb4).id()).isEqualTo(Collation.UTF8MB4_GENERAL_CI);
    }

    @Test
    void theOldNameOfUtf8IsUnderstood() {
        assertThat(Collations.find("utf8_general_ci")).isEqualTo(Collations.find(33));
        assertThat(Collations.findCharacterSet("utf8")).isEqualTo(Collations.findCharacterSet("utf8mb3"));
    }

    @Test
    void aNameOfBothFlavoursMeansMySqlsCollation() {
        assertThat(Collations.find("utf8mb4_croatian_ci").orElseThrow().id()).isEqualTo(245);
        assertThat(Collations.find(245).orElseThrow().mariaDbName()).isEqualTo("utf8mb4_croatian_mysql561_ci");
    }

    @ParameterizedTest
    @ValueSource(strings = {"big5", "cp932", "gb18030", "gbk", "sjis"})
    void aBackslashMayBeHalfACharacter(String name) {
        assertThat(Collations.findCharacterSet(name).orElseThrow().mayTrailWithBackslash())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4", "latin1", "euckr", "gb2312", "ujis", "eucjpms", "binary"})
    void aBackslashIsOtherwiseABackslash(String name) {
        CharacterSet set = Collations.findCharacterSet(name).orElseThrow();

        assertThat(set.mayTrailWithBackslash()).isFalse();
        assertThat(set.isForClients()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ucs2", "utf16", "utf16le", "utf32"})
    void noClientMayUseAWideSet(String name) {
        assertThat(Collations.findCharacterSet(name).orElseThrow().isForClients())
                .isFalse();
    }

    @Test
    void javaKnowsTheCommonSets() {
        assertThat(Collations.findCharacterSet("utf8mb4").orElseThrow().java()).contains(StandardCharsets.UTF_8);
        // MySQL's latin1 is Windows' code page.
        assertThat(Collations.findCharacterSet("latin1").orElseThrow().java())
                .contains(Charset.forName("windows-1252"));
        assertThat(Collations.findCharacterSet("geostd8").orElseThrow().java()).isEmpty();
    }

    @Test
    void whatNoServerHasIsNotFound() {
        assertThat(Collations.find(0)).isEmpty();
        assertThat(Collations.find("klingon_ci")).isEmpty();
        assertThat(Collations.findCharacterSet("klingon")).isEmpty();
    }
}
