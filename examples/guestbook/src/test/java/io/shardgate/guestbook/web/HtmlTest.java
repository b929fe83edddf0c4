package io.shardgate.guestbook.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void nothingCanOpenATagOrCloseAnAttribute() {
        assertThat(Html.escape("<a href=\"x\" title='y'>&amp;"))
                .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
    }

    @Test
    void emojiAndLineEndsStayAndControlCharactersDoNot() {
        assertThat(Html.escape("\uD83D\uDE00\n\u0000")).isEqualTo("\uD83D\uDE00\n\uFFFD");
    }
}
