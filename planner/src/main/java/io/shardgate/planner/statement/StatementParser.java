package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Tokens;

/** Reads the statements that are not the planner's. Stateless, so any thread may use it. */
public final class StatementParser {

    private StatementParser() {}

    public static Statement parse(Tokens tokens) {
        return new Statement.Opaque(tokens.statementKind());
    }
}
