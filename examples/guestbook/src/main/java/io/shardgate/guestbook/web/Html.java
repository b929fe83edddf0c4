package io.shardgate.guestbook.web;

/** Text made safe to stand in HTML, both between tags and in quoted attributes. */
final class Html {

    private Html() {}

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                // HTML has no way to write these, so they are shown as unknown characters.
                default -> escaped.append(isForbidden(c) ? '\uFFFD' : c);
            }
        }
        return escaped.toString();
    }

    private static boolean isForbidden(char c) {
        return (c < ' ' && c != '\n' && c != '\t') || c == '\u007f';
    }
}
