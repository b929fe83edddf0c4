package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;

/** USE, whose target need not be one token: {@code customer/-80}, {@code customer[10-20]@rdonly}. */
final class UseParser {

    private UseParser() {}

    static Statement parse(TokenCursor cursor) {
        if (cursor.isAtEnd()) {
            throw cursor.syntaxError();
        }
        Tokens tokens = cursor.tokens();
        int first = cursor.ordinal();
        int last = first;
        cursor.advance();
        while (!cursor.isAtEnd()) {
            // A target has no blanks; what follows one is not part of it.
            if (tokens.start(cursor.ordinal()) != tokens.end(last)) {
                throw cursor.syntaxError();
            }
            last = cursor.ordinal();
            cursor.advance();
        }
        boolean isQuoted = first == last && tokens.kind(first) == TokenKind.QUOTED_IDENTIFIER;
        return new Statement.Use(
                isQuoted ? cursor.nameAt(first) : cursor.rawText(tokens.start(first), tokens.end(last)));
    }
}
