package io.shardgate.planner.ast;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;

/**
 * The tokens that mean something to a parser, numbered anew so that hints and directives do not get in between, with their
 * words and the partners of their parentheses.
 */
public final class TokenView {

    private static final int NEAR_BYTES = 80;

    private final Tokens tokens;
    private final int start;
    private final int end;
    private final int[] ordinals;
    private final String[] words;
    private final int[] partner;
    private final int[] indexOfOrdinal;

    /** The first parenthesis without a partner, which is its own partner then; -1 when there is none. */
    private int unbalanced = -1;

    /** Reads the tokens. */
    public TokenView(Tokens tokens) {
        this(tokens, 0, tokens.count());
    }

    private TokenView(Tokens tokens, int start, int end) {
        this.tokens = tokens;
        this.start = start;
        this.end = end;
        int[] kept = new int[end - start];
        indexOfOrdinal = new int[tokens.count() + 1];
        int count = 0;
        for (int ordinal = 0; ordinal < tokens.count(); ordinal++) {
            indexOfOrdinal[ordinal] = count;
            if (ordinal >= start && ordinal < end && !tokens.kind(ordinal).isMarginal()) {
                kept[count++] = ordinal;
            }
        }
        indexOfOrdinal[tokens.count()] = count;
        ordinals = Arrays.copyOf(kept, count);
        words = new String[count];
        for (int i = 0; i < count; i++) {
            words[i] = wordOf(ordinals[i]);
        }
        partner = partners();
    }

    /** A part of the statement as if it stood alone: the tokens of this view from one index to another. */
    public TokenView part(int fromIndex, int toIndex) {
        return new TokenView(tokens, ordinal(fromIndex), ordinal(toIndex));
    }

    private String wordOf(int ordinal) {
        return switch (tokens.kind(ordinal)) {
            case WORD, OPERATOR -> tokens.text(ordinal).toUpperCase(Locale.ROOT);
            case COMMA -> ",";
            case DOT -> ".";
            case LEFT_PAREN -> "(";
            case RIGHT_PAREN -> ")";
            default -> "";
        };
    }

    private int[] partners() {
        int[] found = new int[ordinals.length];
        var open = new ArrayDeque<Integer>();
        for (int i = 0; i < ordinals.length; i++) {
            if (is(i, "(")) {
                open.push(i);
            } else if (is(i, ")")) {
                if (open.isEmpty()) {
                    unbalanced = unbalanced < 0 ? i : unbalanced;
                    found[i] = i;
                    continue;
                }
                found[i] = open.pop();
                found[found[i]] = i;
            }
        }
        while (!open.isEmpty()) {
            unbalanced = unbalanced < 0 ? ordinals.length : unbalanced;
            int lonely = open.pop();
            found[lonely] = lonely;
        }
        return found;
    }

    /**
     * For those who read further than names.
     *
     * @throws SqlErrorException SYNTAX_ERROR when parentheses do not match
     */
    public void requireBalanced() {
        if (unbalanced >= 0) {
            throw syntaxError(unbalanced);
        }
    }

    public int count() {
        return ordinals.length;
    }

    public Tokens tokens() {
        return tokens;
    }

    /** The ordinal at which the view begins, hints before its first token included. */
    public int start() {
        return start;
    }

    /** The ordinal after the view's last one. */
    public int end() {
        return end;
    }

    /** The ordinal of the nth token; of the one after the last, {@link #end}. */
    public int ordinal(int index) {
        return index < ordinals.length ? ordinals[index] : end;
    }

    /** Where the token of an ordinal is here. */
    public int index(int ordinal) {
        return indexOfOrdinal[ordinal];
    }

    public TokenKind kind(int index) {
        return index >= 0 && index < ordinals.length ? tokens.kind(ordinals[index]) : TokenKind.INVALID;
    }

    /** The word in upper case, a sign as it is written; empty for names in quotes, literals and beyond the ends. */
    public String word(int index) {
        return index >= 0 && index < words.length ? words[index] : "";
    }

    public boolean is(int index, String word) {
        return word(index).equals(word);
    }

    public boolean isName(int index) {
        return kind(index).isName();
    }

    /** For a parenthesis: the index of the other one. */
    public int partner(int index) {
        return partner[index];
    }

    /** The index of the word outside of parentheses that open after {@code from}; -1 when it is not before {@code to}. */
    public int find(String word, int from, int to) {
        for (int i = from; i < to; i++) {
            if (is(i, word) && !isQualified(i)) {
                return i;
            }
            if (is(i, "(")) {
                i = partner[i];
            }
        }
        return -1;
    }

    /** Whether it is part of a qualified name, so that it cannot be a keyword. */
    public boolean isQualified(int index) {
        return is(index - 1, ".") || is(index + 1, ".");
    }

    /** The name at the index, without quotes. */
    public String name(int index) {
        String text = tokens.text(ordinals[index]);
        TokenKind kind = kind(index);
        boolean isString = kind == TokenKind.STRING || kind == TokenKind.STRING_ALIAS;
        if ((kind != TokenKind.QUOTED_IDENTIFIER && !isString) || text.length() < 2) {
            return text;
        }
        String quote = text.substring(0, 1);
        return text.substring(1, text.length() - 1).replace(quote + quote, quote);
    }

    /** The client's text from one token to another, shortened if it is long; for messages. */
    public String fragment(int fromIndex, int toIndex) {
        if (fromIndex < 0 || fromIndex >= toIndex || toIndex > ordinals.length) {
            return "";
        }
        int start = tokens.start(ordinals[fromIndex]);
        int end = tokens.end(ordinals[toIndex - 1]);
        String text = new String(tokens.bytes(), start, end - start, java.nio.charset.StandardCharsets.UTF_8);
        return text.length() <= NEAR_BYTES ? text : text.substring(0, NEAR_BYTES) + "...";
    }

    /** The client's text of a range of ordinals, for messages; empty when the range is unknown. */
    public String fragment(TokenRange range) {
        return range.isKnown() ? fragment(index(range.from()), index(range.to())) : "";
    }

    /** As MySQL says it: what is near the place, and the line. */
    public SqlErrorException syntaxError(int index) {
        int at = index < ordinals.length ? tokens.start(ordinals[Math.max(index, 0)]) : tokens.textEnd();
        byte[] bytes = tokens.bytes();
        int end = Math.min(tokens.textEnd(), at + NEAR_BYTES);
        String near = new String(bytes, at, Math.max(0, end - at), java.nio.charset.StandardCharsets.UTF_8);
        int line = 1;
        for (int i = tokens.textStart(); i < at; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return SqlError.SYNTAX_ERROR.exception(near, line);
    }

    /**
     * That there is something which is right, as far as the grammar goes, and which we do not read.
     *
     * @param index where it is, or the first place that was not understood
     */
    public SqlErrorException unreadable(int index) {
        int from = Math.max(0, Math.min(index, ordinals.length - 1));
        int to = Math.min(ordinals.length, from + 12);
        return SqlError.UNSUPPORTED_QUERY.exception(
                "this form of " + formAt(from) + " with sharded tables, near: " + fragment(from, to));
    }

    private String formAt(int index) {
        return words[index].isEmpty() ? "statement" : words[index];
    }
}
