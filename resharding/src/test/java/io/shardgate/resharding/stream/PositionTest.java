package io.shardgate.resharding.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {

    private static final String ONE = "11111111-2222-3333-4444-555555555555";
    private static final String OTHER = "99999999-2222-3333-4444-555555555555";

    @Test
    void aMySqlPositionGrowsByTransactionsAndKnowsItsGaps() {
        Position position = Position.parse(ONE + ":1-5:8,\n" + OTHER + ":1", false);

        assertThat(position.has(ONE + ":5")).isTrue();
        assertThat(position.has(ONE + ":6")).isFalse();
        assertThat(position.contains(Position.parse(ONE + ":2-4", false))).isTrue();
        assertThat(position.contains(Position.parse(ONE + ":1-8", false))).isFalse();
        Position more = position.with(ONE + ":6").with(ONE + ":7");
        assertThat(more.contains(Position.parse(ONE + ":1-8", false))).isTrue();
        assertThat(position.has(ONE + ":6")).as("positions do not change").isFalse();
        assertThat(Position.parse(more.toString(), false).contains(more)).isTrue();
    }

    @Test
    void aMariaDbPositionIsTheLastTransactionOfEachDomain() {
        Position position = Position.parse("0-100-7,5-3-18446744073709551610", true);

        assertThat(position.has("0-101-7")).isTrue();
        assertThat(position.has("0-101-8")).isFalse();
        assertThat(position.has("1-1-1")).isFalse();
        assertThat(position.has("5-3-18446744073709551611")).isFalse();
        assertThat(position.contains(Position.parse("", true))).isTrue();
        assertThat(Position.parse("", true).contains(position)).isFalse();
        assertThat(position.with("0-101-8").with("1-1-1")).hasToString("0-101-8,1-1-1,5-3-18446744073709551610");
    }
}
