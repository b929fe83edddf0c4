package io.shardgate.guestbook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "9223372036854775807", "9223372036854775808", "18446744073709551615"})
    void anyUnsignedBigintIsAPageAndPrintsAsItWasRead(String text) {
        assertThat(PageNumber.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.5", "x", " 1", "18446744073709551616", "99999999999999999999", "١"})
    void whatIsNoPageIsRefusedInPlainWords(String text) {
        assertThatThrownBy(() -> PageNumber.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a page: pages are whole numbers from 0 to 18446744073709551615");
    }

    @Test
    void theEndsHaveOneNeighbour() {
        assertThat(PageNumber.parse("0").isFirst()).isTrue();
        assertThat(PageNumber.parse("18446744073709551615").isLast()).isTrue();
        assertThat(PageNumber.parse("9223372036854775807").next()).hasToString("9223372036854775808");
    }
}
