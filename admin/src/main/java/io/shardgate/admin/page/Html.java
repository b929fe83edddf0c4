package io.shardgate.admin.page;

/** Builds HTML; what comes from outside goes in by {@link #text} only, which escapes it. Confined to one thread. */
final class Html {

    private final StringBuilder html = new StringBuilder();

    /** Markup of our own, as it is. */
    Html raw(String markup) {
        html.append(markup);
        return this;
    }

    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return this;
    }

    /** A cell of a table. */
    Html cell(String text) {
        return raw("<td>").text(text).raw("</td>");
    }

    /** A cell that is marked: {@code ok}, {@code bad} or {@code dim}. */
    Html cell(String mark, String text) {
        return raw("<td class=\"").text(mark).raw("\">").text(text).raw("</td>");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
