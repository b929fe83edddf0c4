package io.shardgate.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void textFromOutsideCannotBecomeMarkup() {
        assertThat(new Html().raw("<p>").text("<b a='1' c=\"2\">&").raw("</p>").toString())
                .isEqualTo("<p>&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;</p>");
    }
}
