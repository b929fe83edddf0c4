package io.shardgate.guestbook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextTest {

    @Test
    void emojiCountAsOneCharacterEach() {
        String longest = "\uD83D\uDE00".repeat(MessageText.MAX_CHARACTERS);

        assertThat(MessageText.check(longest)).isEqualTo(longest);
        assertThatThrownBy(() -> MessageText.check(longest + "x")).hasMessageContaining("10001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\r\n\t"})
    void blanksAreNoMessage(String text) {
        assertThatThrownBy(() -> MessageText.check(text)).hasMessageContaining("empty");
    }

    @Test
    void halfACharacterIsRefusedRatherThanStoredAsAQuestionMark() {
        assertThatThrownBy(() -> MessageText.check("a\uD83D")).hasMessageContaining("half of a character");
    }

    @Test
    void lineEndsOfABrowserBecomePlain() {
        assertThat(MessageText.check("a\r\nb")).isEqualTo("a\nb");
    }
}
