package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Tokens;
import java.nio.charset.StandardCharsets;

/**
 * A part of a statement, by tokens: the first one, and the one after the last.
 *
 * @param start the first token's first byte
 * @param end the byte after the last token
 */
public record Span(int firstToken, int endToken, int start, int end) {

    static Span of(Tokens tokens, int firstToken, int endToken) {
        return new Span(firstToken, endToken, tokens.start(firstToken), tokens.end(endToken - 1));
    }

    /** The bytes read as UTF-8. */
    public String text(Tokens tokens) {
        return new String(tokens.bytes(), start, end - start, StandardCharsets.UTF_8);
    }
}
