package io.shardgate.admin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandLinesTest {

    @Test
    void wordsAreDividedByBlanks() {
        assertThat(CommandLines.split("  MigrateServedTypes\tcustomer/0\nrdonly "))
                .containsExactly("MigrateServedTypes", "customer/0", "rdonly");
        assertThat(CommandLines.split("  ")).isEmpty();
    }

    @Test
    void quotesKeepBlanksTogether() {
        assertThat(CommandLines.split("ExecuteFetchAsDba zone1-100 \"select 'a b'\" 'say \"x\"' -x='1 2' ''"))
                .containsExactly("ExecuteFetchAsDba", "zone1-100", "select 'a b'", "say \"x\"", "-x=1 2", "");
    }

    @Test
    void aBackslashKeepsTheNextCharacterButNotInSingleQuotes() {
        assertThat(CommandLines.split("a\\ b \"c\\\"d\\\\e\\n\" 'f\\g'")).containsExactly("a b", "c\"d\\e\\n", "f\\g");
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThatThrownBy(() -> CommandLines.split("a 'b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unclosed '");
    }
}
