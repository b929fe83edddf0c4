package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import java.util.Optional;

/** EXPLAIN, DESCRIBE and VEXPLAIN. */
final class ExplainParser {

    private ExplainParser() {}

    static Statement vexplain(TokenCursor cursor) {
        Statement.VExplain.Detail detail = Statement.VExplain.Detail.PLAN;
        for (Statement.VExplain.Detail candidate : Statement.VExplain.Detail.values()) {
            if (cursor.takeWord(candidate.name())) {
                detail = candidate;
                break;
            }
        }
        if (cursor.isAtEnd()) {
            throw cursor.syntaxError();
        }
        return new Statement.VExplain(detail, cursor.ordinal(), cursor.tokens().start(cursor.ordinal()));
    }

    /** The options differ by server, so the explained statement is looked for by its verb. */
    static Statement explain(Tokens tokens) {
        TokenCursor cursor = new TokenCursor(tokens, 0);
        cursor.advance();
        while (!cursor.isAtEnd()) {
            switch (cursor.keyword()) {
                case SELECT, INSERT, REPLACE, UPDATE, DELETE, WITH, TABLE, VALUES, CALL -> {
                    return inner(cursor);
                }
                case FOR -> {
                    return connection(cursor);
                }
                default -> {}
            }
            if (cursor.kind() == TokenKind.LEFT_PAREN) {
                return inner(cursor);
            }
            cursor.advance();
        }
        return new Statement.Opaque(StatementKind.EXPLAIN);
    }

    private static Statement inner(TokenCursor cursor) {
        return new Statement.Explain(cursor.ordinal(), cursor.tokens().start(cursor.ordinal()));
    }

    /** EXPLAIN FOR CONNECTION n; on MySQL also EXPLAIN FOR SCHEMA s statement, which a server may read. */
    private static Statement connection(TokenCursor cursor) {
        cursor.advance();
        if (!cursor.take(Keyword.CONNECTION)) {
            return new Statement.Opaque(StatementKind.EXPLAIN);
        }
        long id = cursor.integer();
        cursor.expectEnd();
        return new Statement.ExplainConnection(id);
    }

    static Optional<Statement> describe(TokenCursor cursor) {
        if (!cursor.kind().isName()) {
            return Optional.empty();
        }
        TableName table = cursor.tableName();
        Optional<String> column = Optional.empty();
        if (cursor.kind().isName() || cursor.kind() == TokenKind.STRING) {
            column = Optional.of(cursor.textOrWord());
        }
        return cursor.isAtEnd() ? Optional.of(new Statement.Describe(table, column)) : Optional.empty();
    }
}
