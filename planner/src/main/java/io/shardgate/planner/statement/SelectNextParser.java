package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.vschema.error.SqlError;

/** {@code SELECT NEXT VALUE | n VALUES | ? VALUES FROM [keyspace.]sequence}. */
final class SelectNextParser {

    private SelectNextParser() {}

    static Statement parse(TokenCursor cursor) {
        cursor.expect(Keyword.NEXT);
        Statement.NextCount count = count(cursor);
        cursor.expect(Keyword.FROM);
        TableName sequence = cursor.tableName();
        cursor.expectEnd();
        return new Statement.SelectNext(count, sequence);
    }

    private static Statement.NextCount count(TokenCursor cursor) {
        if (cursor.take(Keyword.VALUE)) {
            return new Statement.NextCount.Fixed(1);
        }
        if (cursor.kind() == TokenKind.NAMED_PARAMETER) {
            String name = cursor.tokens().text(cursor.ordinal());
            throw SqlError.SEQUENCE_BAD_USE.exception("'" + name
                    + "' in SELECT NEXT stands for a number: write the number itself, or ? in a prepared statement");
        }
        Statement.NextCount count;
        if (cursor.kind() == TokenKind.PARAMETER) {
            count = new Statement.NextCount.Parameter(cursor.tokens().parameterIndex(cursor.ordinal()));
            cursor.advance();
        } else {
            count = new Statement.NextCount.Fixed(cursor.integer());
        }
        cursor.expect(Keyword.VALUES);
        return count;
    }
}
