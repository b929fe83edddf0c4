package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void rowsAreDrawnLeftAlignedUnderTheirNames() {
        TextTable table = new TextTable(
                List.of("page", "message"),
                List.of(List.of("1", "hello"), Arrays.asList("12345", null), List.of("3", "a\nb")));

        assertThat(table.print()).contains("""
                        +-------+---------+
                        | page  | message |
                        +-------+---------+
                        | 1     | hello   |
                        | 12345 | NULL    |
                        | 3     | a\\nb    |
                        +-------+---------+""");
    }

    @Test
    void aTableWithoutRowsIsNotDrawn() {
        assertThat(new TextTable(List.of("page"), List.of()).print()).isEmpty();
    }

    @Test
    void aCharacterOutsideTheFirstPlaneIsOneWide() {
        assertThat(new TextTable(List.of("m"), List.of(List.of("\uD83D\uDE00x"))).print())
                .hasValueSatisfying(text -> assertThat(text).startsWith("+----+\n"));
    }
}
