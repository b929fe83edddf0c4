package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.TokenKind;
import java.util.Optional;

/** BEGIN, COMMIT, ROLLBACK and savepoints. */
final class TransactionParser {

    private TransactionParser() {}

    static Statement begin(TokenCursor cursor, Keyword first) {
        Optional<AccessMode> accessMode = Optional.empty();
        boolean isConsistentSnapshot = false;
        if (first == Keyword.BEGIN) {
            cursor.take(Keyword.WORK);
        } else {
            cursor.expect(Keyword.TRANSACTION);
            if (!cursor.isAtEnd()) {
                do {
                    if (cursor.take(Keyword.WITH)) {
                        cursor.expect(Keyword.CONSISTENT);
                        cursor.expect(Keyword.SNAPSHOT);
                        isConsistentSnapshot = true;
                    } else if (accessMode.isEmpty()) {
                        accessMode = Optional.of(accessMode(cursor));
                    } else {
                        throw cursor.syntaxError();
                    }
                } while (cursor.take(TokenKind.COMMA));
            }
        }
        cursor.expectEnd();
        return new Statement.Begin(accessMode, isConsistentSnapshot);
    }

    /** READ ONLY or READ WRITE. */
    static AccessMode accessMode(TokenCursor cursor) {
        cursor.expect(Keyword.READ);
        if (cursor.take(Keyword.ONLY)) {
            return AccessMode.READ_ONLY;
        }
        cursor.expect(Keyword.WRITE);
        return AccessMode.READ_WRITE;
    }

    static Statement commit(TokenCursor cursor) {
        cursor.take(Keyword.WORK);
        Completion chain = chain(cursor);
        Completion release = release(cursor);
        cursor.expectEnd();
        return new Statement.Commit(chain, release);
    }

    static Statement rollback(TokenCursor cursor) {
        cursor.take(Keyword.WORK);
        Completion chain = chain(cursor);
        Completion release = release(cursor);
        cursor.expectEnd();
        return new Statement.Rollback(chain, release);
    }

    private static Completion chain(TokenCursor cursor) {
        if (!cursor.take(Keyword.AND)) {
            return Completion.UNSPECIFIED;
        }
        boolean isDenied = cursor.take(Keyword.NO);
        cursor.expect(Keyword.CHAIN);
        return isDenied ? Completion.NO : Completion.YES;
    }

    private static Completion release(TokenCursor cursor) {
        boolean isDenied = cursor.take(Keyword.NO);
        if (isDenied) {
            cursor.expect(Keyword.RELEASE);
            return Completion.NO;
        }
        return cursor.take(Keyword.RELEASE) ? Completion.YES : Completion.UNSPECIFIED;
    }

    static Statement savepoint(TokenCursor cursor) {
        String name = cursor.name();
        cursor.expectEnd();
        return new Statement.Savepoint(name);
    }

    static Statement releaseSavepoint(TokenCursor cursor) {
        cursor.expect(Keyword.SAVEPOINT);
        String name = cursor.name();
        cursor.expectEnd();
        return new Statement.ReleaseSavepoint(name);
    }

    static Statement rollbackTo(TokenCursor cursor) {
        cursor.take(Keyword.WORK);
        cursor.expect(Keyword.TO);
        // SAVEPOINT is optional, and a savepoint may have that name.
        if (cursor.keyword() == Keyword.SAVEPOINT
                && cursor.ordinal() + 1 < cursor.tokens().count()) {
            cursor.advance();
        }
        String name = cursor.name();
        cursor.expectEnd();
        return new Statement.RollbackTo(name);
    }
}
