package io.shardgate.planner.lexer;

import java.nio.charset.StandardCharsets;

/**
 * The tokens of one statement, by ordinal, over the client's bytes.
 *
 * <p>White space and plain comments are no tokens: they lie between one token's end and the next one's start. Two texts with
 * equal keys have the same kinds at the same ordinals, so an ordinal is a splice point for all of them. All offsets are
 * bytes from the start of {@link #bytes}.
 */
public sealed interface Tokens permits TokenArrays {

    /** The text's bytes; not a copy, and not to be changed. */
    byte[] bytes();

    /** The mode that it was read in. */
    LexerMode mode();

    StatementKind statementKind();

    int count();

    TokenKind kind(int ordinal);

    int start(int ordinal);

    int end(int ordinal);

    /** Which known word a {@link TokenKind#WORD} is; {@link Keyword#NONE} for all other tokens and for a word after a point. */
    Keyword keyword(int ordinal);

    /** For a {@link TokenKind#PARAMETER}: its index from 0, in the order of the text, list elements included. */
    int parameterIndex(int ordinal);

    /** How many parameters the statement has, list elements included. */
    int parameterCount();

    /** For {@link TokenKind#LIST} and {@link TokenKind#ROWS}: the number of elements, over all rows. */
    int listSize(int ordinal);

    /** For {@link TokenKind#ROWS}: the elements in each row. For {@link TokenKind#LIST}: 1. */
    int listArity(int ordinal);

    /**
     * The kind of an element, counted row by row. A sign belongs to its element: -5 is an {@link TokenKind#INTEGER} of two
     * or more bytes here.
     */
    TokenKind elementKind(int ordinal, int element);

    int elementStart(int ordinal, int element);

    int elementEnd(int ordinal, int element);

    /** For an element that is a {@link TokenKind#PARAMETER}: its index from 0. */
    int elementParameterIndex(int ordinal, int element);

    /** {@link SessionUse} bits. */
    int sessionUses();

    /** {@link LexicalError#NONE} when all is well. */
    LexicalError lexicalError();

    /** Where the statement's text begins: after what was skipped, at a comment before the first token if there is one. */
    int textStart();

    /** Where the statement's text ends: before the {@code ;} that ends it, or at the end of the text. */
    int textEnd();

    /** The token as it is written, in UTF-8 whatever the client's charset: for keywords, numbers and messages. */
    default String text(int ordinal) {
        return new String(bytes(), start(ordinal), end(ordinal) - start(ordinal), StandardCharsets.UTF_8);
    }

    /** Whether the token consists of exactly these ASCII characters. */
    default boolean is(int ordinal, String ascii) {
        int start = start(ordinal);
        if (end(ordinal) - start != ascii.length()) {
            return false;
        }
        byte[] bytes = bytes();
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    default boolean uses(SessionUse use) {
        return use.isIn(sessionUses());
    }
}
