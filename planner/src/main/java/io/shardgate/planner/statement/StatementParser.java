package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.LiteralReader;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.vschema.value.SqlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the statements that are not the planner's. Stateless, so any thread may use it.
 *
 * <p>What the proxy alone can execute (USE, SET, KILL, transactions, SELECT NEXT, VEXPLAIN) is refused with MySQL's syntax
 * error if it is malformed. What a server could understand better than this parser (SHOW, EXPLAIN, PREPARE, LOCK TABLES)
 * becomes {@link Statement.Opaque} instead.
 */
public final class StatementParser {

    private StatementParser() {}

    /**
     * The statement that the tokens are.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException with a syntax error
     */
    public static Statement parse(Tokens tokens) {
        StatementKind kind = tokens.statementKind();
        return switch (kind) {
            case EMPTY, COMMENT_ONLY -> new Statement.Empty(kind);
            case SELECT -> {
                Optional<Statement.SelectSystemVariables> variables = SystemVariableSelect.find(tokens);
                yield variables.isPresent() ? variables.get() : new Statement.Planned(kind);
            }
            case INSERT, REPLACE, UPDATE, DELETE -> new Statement.Planned(kind);
            case SELECT_NEXT -> SelectNextParser.parse(afterFirst(tokens));
            case BEGIN -> TransactionParser.begin(afterFirst(tokens), firstKeyword(tokens));
            case COMMIT -> TransactionParser.commit(afterFirst(tokens));
            case ROLLBACK -> TransactionParser.rollback(afterFirst(tokens));
            case SAVEPOINT -> TransactionParser.savepoint(afterFirst(tokens));
            case RELEASE_SAVEPOINT -> TransactionParser.releaseSavepoint(afterFirst(tokens));
            case ROLLBACK_TO -> TransactionParser.rollbackTo(afterFirst(tokens));
            case SET -> new SetParser(afterFirst(tokens)).parse();
            case USE -> UseParser.parse(afterFirst(tokens));
            case KILL -> kill(afterFirst(tokens));
            case VEXPLAIN -> ExplainParser.vexplain(afterFirst(tokens));
            case EXPLAIN -> ExplainParser.explain(tokens);
            case DESCRIBE -> ExplainParser.describe(afterFirst(tokens)).orElse(new Statement.Opaque(kind));
            case SHOW -> new ShowParser(afterFirst(tokens)).parse();
            case PREPARE -> prepare(afterFirst(tokens)).orElse(new Statement.Opaque(kind));
            case EXECUTE -> execute(afterFirst(tokens)).orElse(new Statement.Opaque(kind));
            case DEALLOCATE -> deallocate(afterFirst(tokens));
            case LOCK_TABLES -> lockTables(afterFirst(tokens)).orElse(new Statement.Opaque(kind));
            case UNLOCK_TABLES -> new Statement.UnlockTables();
            default -> new Statement.Opaque(kind);
        };
    }

    private static TokenCursor afterFirst(Tokens tokens) {
        TokenCursor cursor = new TokenCursor(tokens, 0);
        while (cursor.kind() == TokenKind.LEFT_PAREN) {
            cursor.advance();
        }
        cursor.advance();
        return cursor;
    }

    private static Keyword firstKeyword(Tokens tokens) {
        return new TokenCursor(tokens, 0).keyword();
    }

    private static Statement kill(TokenCursor cursor) {
        // MariaDB's HARD and SOFT say how hard to try; a proxy knows one way only.
        if (!cursor.takeWord("HARD")) {
            cursor.take(Keyword.SOFT);
        }
        boolean isQuery = cursor.take(Keyword.QUERY);
        if (!isQuery) {
            cursor.take(Keyword.CONNECTION);
        }
        long id = cursor.integer();
        cursor.expectEnd();
        return new Statement.Kill(isQuery ? Statement.Kill.Scope.QUERY : Statement.Kill.Scope.CONNECTION, id);
    }

    private static Optional<Statement> prepare(TokenCursor cursor) {
        String name = cursor.name();
        if (!cursor.take(Keyword.FROM)) {
            return Optional.empty();
        }
        Optional<Statement.PreparedText> text = preparedText(cursor);
        return cursor.isAtEnd() ? text.map(t -> new Statement.Prepare(name, t)) : Optional.empty();
    }

    private static Optional<Statement.PreparedText> preparedText(TokenCursor cursor) {
        if (cursor.kind() == TokenKind.USER_VARIABLE) {
            return Optional.of(new Statement.PreparedText.UserVariable(cursor.userVariable()));
        }
        if (!cursor.kind().isLiteral()) {
            return Optional.empty();
        }
        Optional<SqlValue> text = LiteralReader.read(cursor.tokens(), cursor.ordinal());
        cursor.advance();
        return text.map(Statement.PreparedText.Literal::new);
    }

    private static Optional<Statement> execute(TokenCursor cursor) {
        String name = cursor.name();
        List<String> using = new ArrayList<>();
        if (cursor.take(Keyword.USING)) {
            do {
                if (cursor.kind() != TokenKind.USER_VARIABLE) {
                    // MariaDB takes any expression here.
                    return Optional.empty();
                }
                using.add(cursor.userVariable());
            } while (cursor.take(TokenKind.COMMA));
        }
        return cursor.isAtEnd() ? Optional.of(new Statement.Execute(name, using)) : Optional.empty();
    }

    private static Statement deallocate(TokenCursor cursor) {
        // DROP PREPARE has its second word here as well.
        cursor.expect(Keyword.PREPARE);
        String name = cursor.name();
        cursor.expectEnd();
        return new Statement.Deallocate(name);
    }

    private static Optional<Statement> lockTables(TokenCursor cursor) {
        cursor.advance();
        List<Statement.LockedTable> tables = new ArrayList<>();
        do {
            TableName table = cursor.tableName();
            boolean hasAs = cursor.take(Keyword.AS);
            boolean hasAlias = hasAs || (cursor.kind().isName() && !isLock(cursor.keyword()));
            Optional<String> alias = hasAlias ? Optional.of(cursor.name()) : Optional.empty();
            StringBuilder lock = new StringBuilder();
            while (cursor.kind() == TokenKind.WORD) {
                lock.append(lock.isEmpty() ? "" : " ").append(cursor.upperCaseText());
                cursor.advance();
            }
            if (lock.isEmpty()) {
                return Optional.empty();
            }
            tables.add(new Statement.LockedTable(table, alias, lock.toString()));
        } while (cursor.take(TokenKind.COMMA));
        return cursor.isAtEnd() ? Optional.of(new Statement.LockTables(tables)) : Optional.empty();
    }

    private static boolean isLock(Keyword keyword) {
        return keyword == Keyword.READ || keyword == Keyword.WRITE || keyword == Keyword.LOW_PRIORITY;
    }
}
