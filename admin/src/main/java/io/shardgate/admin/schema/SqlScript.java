package io.shardgate.admin.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The statements of a text, divided by semicolons outside quotes and comments. Read with MySQL's default sql_mode: a
 * backslash escapes inside quotes.
 */
public final class SqlScript {

    /** What has a body with semicolons of its own, and so reaches to the end of the text. */
    private static final Pattern COMPOUND =
            Pattern.compile("(?is)create\\s+(or\\s+replace\\s+)?(definer\\s*=\\s*\\S+\\s+)?(aggregate\\s+)?"
                    + "(procedure|function|trigger|event|package)\\b");

    private final String text;
    private final List<Statement> statements = new ArrayList<>();

    private SqlScript(String text) {
        this.text = text;
    }

    /**
     * A statement.
     *
     * @param sql without its semicolon, and without comments before it
     * @param line on which it begins, from 1
     */
    public record Statement(String sql, int line) {

        /** Its first word, in upper case. */
        public String firstWord() {
            return word(0);
        }

        /** Its second word, in upper case; empty if there is none. */
        public String secondWord() {
            return word(1);
        }

        private String word(int index) {
            String[] words = sql.split("[\\s(`;]+", index + 2);
            return index < words.length ? words[index].toUpperCase(Locale.ROOT) : "";
        }
    }

    /** @throws IllegalArgumentException if a quote or comment is not closed, with its line */
    public static List<Statement> split(String text) {
        SqlScript script = new SqlScript(text);
        script.split();
        return List.copyOf(script.statements);
    }

    private void split() {
        int start = skipBlanks(0);
        boolean isCompound = isCompound(start);
        int at = start;
        while (at < text.length()) {
            int next = pass(at);
            if (next == at + 1 && text.charAt(at) == ';' && !isCompound) {
                add(start, at);
                start = skipBlanks(next);
                isCompound = isCompound(start);
                next = start;
            }
            at = next;
        }
        add(start, text.length());
    }

    /** The end of the token at this place: a quoted text, a comment, or one character. */
    private int pass(int at) {
        char c = text.charAt(at);
        if (c == '\'' || c == '"' || c == '`') {
            return passQuoted(at, c);
        }
        return isComment(at) ? passComment(at) : at + 1;
    }

    private int passQuoted(int from, char quote) {
        for (int at = from + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && quote != '`') {
                at++;
            } else if (c == quote) {
                // A doubled quote is one inside the text; passing it as the end and a new beginning comes to the same.
                return at + 1;
            }
        }
        throw unclosed(from, "quote " + quote);
    }

    private boolean isComment(int at) {
        return text.charAt(at) == '#' || text.startsWith("/*", at) || isDashes(at);
    }

    /** MySQL wants a blank after the two dashes, so that 5--1 is not a comment. */
    private boolean isDashes(int at) {
        return text.startsWith("--", at) && (at + 2 == text.length() || Character.isWhitespace(text.charAt(at + 2)));
    }

    private int passComment(int at) {
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            if (end < 0) {
                throw unclosed(at, "comment");
            }
            return end + 2;
        }
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    /** Passes white space and comments, but no executable comment. */
    private int skipBlanks(int from) {
        int at = from;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (isComment(at) && !text.startsWith("/*!", at)) {
                at = passComment(at);
            } else {
                break;
            }
        }
        return at;
    }

    private boolean isCompound(int start) {
        return COMPOUND.matcher(text).region(start, text.length()).lookingAt();
    }

    private void add(int start, int end) {
        String sql = text.substring(Math.min(start, end), end).strip();
        if (!sql.isEmpty()) {
            statements.add(new Statement(sql, line(start)));
        }
    }

    private IllegalArgumentException unclosed(int at, String what) {
        return new IllegalArgumentException("line " + line(at) + ": the " + what + " is not closed");
    }

    private int line(int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
