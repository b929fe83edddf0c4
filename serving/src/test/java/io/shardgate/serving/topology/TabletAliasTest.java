package io.shardgate.serving.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TabletAliasTest {

    @ParameterizedTest
    @ValueSource(strings = {"zone1-100", "zone1-0000000100", "zone1-00100"})
    void anAliasIsReadWithAndWithoutItsZerosAndPrintedWithThem(String text) {
        assertThat(TabletAlias.parse(text)).hasToString("zone1-0000000100");
    }

    @Test
    void aCellMayHaveDashes() {
        assertThat(TabletAlias.parse("us-east-1-7")).isEqualTo(new TabletAlias("us-east-1", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zone1", "zone1-", "-100", "zone1-1x", "zone1-99999999999"})
    void whatIsNoAliasIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> TabletAlias.parse(text)).hasMessageContaining("zone1-100");
    }

    @Test
    void theNumberHasThirtyTwoBits() {
        assertThat(TabletAlias.parse("z-4294967295").uid()).isEqualTo(4_294_967_295L);
        assertThat(TabletAlias.parse("z-4294967295")).hasToString("z-4294967295");
        assertThat(TabletAlias.parse("z-0")).hasToString("z-0000000000");
        assertThatThrownBy(() -> TabletAlias.parse("z-4294967296")).hasMessageContaining("0 to 4294967295");
    }

    @Test
    void aliasesAreInOrderOfCellAndNumberNotOfText() {
        assertThat(TabletAlias.parse("a-9")).isLessThan(TabletAlias.parse("a-10"));
        assertThat(TabletAlias.parse("a-10")).isLessThan(TabletAlias.parse("b-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary", "PRIMARY", "master", "Master"})
    void primaryMayBeCalledMasterAndIsPrintedSo(String text) {
        assertThat(TabletType.parse(text)).isEqualTo(TabletType.PRIMARY).hasToString("master");
    }

    @Test
    void anUnknownTypeIsRefusedWithTheListOfTypes() {
        assertThatThrownBy(() -> TabletType.parse("slave")).hasMessageContaining("replica, rdonly");
    }
}
