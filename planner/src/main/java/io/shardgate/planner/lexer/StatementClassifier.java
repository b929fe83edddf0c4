package io.shardgate.planner.lexer;

/** Tells a statement's kind from its tokens; belongs to one fingerprint and its thread. */
final class StatementClassifier {

    private final TokenArrays tokens;
    private int next;

    StatementClassifier(TokenArrays tokens) {
        this.tokens = tokens;
    }

    /** The kind of tokens without a lexical error; of no tokens, by whether there is a comment. */
    StatementKind classify(boolean hasText) {
        int first = 0;
        while (first < tokens.count && isSkipped(tokens.kinds[first])) {
            first++;
        }
        if (first == tokens.count) {
            return tokens.count > 0 ? StatementKind.OTHER : hasText ? StatementKind.COMMENT_ONLY : StatementKind.EMPTY;
        }
        Keyword word = tokens.keyword(first);
        // The statements of the hot path need no look at what follows.
        return switch (word) {
            case SELECT -> afterSelect(first + 1);
            case INSERT -> StatementKind.INSERT;
            case REPLACE -> StatementKind.REPLACE;
            case UPDATE -> StatementKind.UPDATE;
            case DELETE -> StatementKind.DELETE;
            default -> {
                next = first + 1;
                yield afterFirst(word, first);
            }
        };
    }

    private static boolean isMarginal(int kind) {
        return kind >= Scanner.HINT && kind <= Scanner.EXECUTABLE_CLOSE;
    }

    /** Parentheses around the whole statement change nothing. */
    private static boolean isSkipped(int kind) {
        return isMarginal(kind) || kind == Scanner.LEFT_PAREN;
    }

    /** {@code SELECT NEXT} is our own only with VALUE or VALUES after it: {@code next} may be a column. */
    private StatementKind afterSelect(int from) {
        StatementKind kind = StatementKind.SELECT;
        if (from < tokens.count && tokens.keyword(from) == Keyword.NEXT) {
            for (int i = from + 1; i < Math.min(from + 3, tokens.count); i++) {
                if (tokens.keyword(i) == Keyword.VALUE || tokens.keyword(i) == Keyword.VALUES) {
                    kind = StatementKind.SELECT_NEXT;
                }
            }
        }
        return kind;
    }

    /** The next word, or NONE for another token or none; marginal tokens are skipped. */
    private Keyword word() {
        while (next < tokens.count && isMarginal(tokens.kinds[next])) {
            next++;
        }
        return next < tokens.count ? tokens.keyword(next++) : Keyword.NONE;
    }

    private StatementKind afterFirst(Keyword first, int ordinal) {
        return switch (first) {
            case WITH -> afterWith();
            case VALUES, TABLE -> StatementKind.SELECT;
            case LOAD, IMPORT -> first == Keyword.LOAD ? StatementKind.LOAD : StatementKind.OTHER;
            case CALL -> StatementKind.CALL;
            case DO -> StatementKind.DO;
            case HANDLER -> StatementKind.HANDLER;
            case CREATE -> afterCreate();
            case ALTER -> afterAlter();
            case DROP -> afterDrop();
            case TRUNCATE -> StatementKind.TRUNCATE;
            case RENAME -> afterRename();
            case BEGIN -> word() == Keyword.NOT ? StatementKind.COMPOUND : StatementKind.BEGIN;
            case START -> word() == Keyword.TRANSACTION ? StatementKind.BEGIN : StatementKind.OTHER;
            case COMMIT -> StatementKind.COMMIT;
            case ROLLBACK -> afterRollback();
            case SAVEPOINT -> StatementKind.SAVEPOINT;
            case RELEASE -> StatementKind.RELEASE_SAVEPOINT;
            case XA -> StatementKind.XA;
            case LOCK -> afterLock(StatementKind.LOCK_TABLES);
            case UNLOCK -> afterLock(StatementKind.UNLOCK_TABLES);
            case BACKUP -> StatementKind.LOCK_INSTANCE;
            case SET -> afterSet();
            case USE -> StatementKind.USE;
            case SHOW -> StatementKind.SHOW;
            case EXPLAIN, DESCRIBE, DESC -> afterExplain();
            case VEXPLAIN -> StatementKind.VEXPLAIN;
            case KILL -> StatementKind.KILL;
            case PREPARE -> StatementKind.PREPARE;
            case EXECUTE -> word() == Keyword.IMMEDIATE ? StatementKind.OTHER : StatementKind.EXECUTE;
            case DEALLOCATE -> StatementKind.DEALLOCATE;
            case GET, SIGNAL, RESIGNAL -> StatementKind.DIAGNOSTICS;
            case ANALYZE -> afterAnalyze();
            case OPTIMIZE, CHECK, CHECKSUM, REPAIR -> StatementKind.TABLE_MAINTENANCE;
            case FLUSH -> StatementKind.FLUSH;
            case GRANT, REVOKE -> StatementKind.ACCOUNT;
            case HELP -> StatementKind.HELP;
            case IF, CASE, LOOP, WHILE, REPEAT, FOR -> StatementKind.COMPOUND;
            default -> isLabel(ordinal) ? StatementKind.COMPOUND : StatementKind.OTHER;
        };
    }

    private boolean isLabel(int ordinal) {
        return ordinal + 1 < tokens.count
                && tokens.kind(ordinal).isName()
                && tokens.kinds[ordinal + 1] == Scanner.OPERATOR
                && tokens.is(ordinal + 1, ":");
    }

    /** The verb after the common table expressions, which are in parentheses. */
    private StatementKind afterWith() {
        int depth = 0;
        for (; next < tokens.count; next++) {
            int kind = tokens.kinds[next];
            if (kind == Scanner.LEFT_PAREN) {
                depth++;
            } else if (kind == Scanner.RIGHT_PAREN) {
                depth--;
            } else if (depth == 0 && kind == Scanner.WORD) {
                StatementKind statement = verb(tokens.keyword(next));
                if (statement != StatementKind.OTHER) {
                    return statement;
                }
            }
        }
        return StatementKind.SELECT;
    }

    private static StatementKind verb(Keyword word) {
        return switch (word) {
            case UPDATE -> StatementKind.UPDATE;
            case DELETE -> StatementKind.DELETE;
            case INSERT -> StatementKind.INSERT;
            case REPLACE -> StatementKind.REPLACE;
            case SELECT, VALUES, TABLE -> StatementKind.SELECT;
            default -> StatementKind.OTHER;
        };
    }

    /** Words such as OR REPLACE, TEMPORARY, UNIQUE, ALGORITHM = x, DEFINER = u come before what is created. */
    private StatementKind afterCreate() {
        for (; next < tokens.count; next++) {
            StatementKind kind = created(tokens.keyword(next));
            if (kind != StatementKind.CREATE_OTHER) {
                return kind;
            }
        }
        return StatementKind.CREATE_OTHER;
    }

    private static StatementKind created(Keyword word) {
        return switch (word) {
            case TABLE -> StatementKind.CREATE_TABLE;
            case INDEX -> StatementKind.CREATE_INDEX;
            case VIEW -> StatementKind.CREATE_VIEW;
            case DATABASE, SCHEMA -> StatementKind.CREATE_DATABASE;
            case PROCEDURE, FUNCTION, TRIGGER, EVENT, PACKAGE -> StatementKind.CREATE_PROGRAM;
            case USER, ROLE -> StatementKind.ACCOUNT;
            default -> StatementKind.CREATE_OTHER;
        };
    }

    private StatementKind afterAlter() {
        Keyword word = word();
        if (word == Keyword.IGNORE || word == Keyword.NONE) {
            // ALTER IGNORE TABLE, ALTER ONLINE TABLE, ALTER ALGORITHM = x VIEW.
            word = word();
        }
        return switch (word) {
            case TABLE -> StatementKind.ALTER_TABLE;
            case VSCHEMA -> StatementKind.ALTER_VSCHEMA;
            case USER, ROLE -> StatementKind.ACCOUNT;
            default -> StatementKind.ALTER_OTHER;
        };
    }

    private StatementKind afterDrop() {
        Keyword word = word();
        if (word == Keyword.TEMPORARY || word == Keyword.PREPARE) {
            return word == Keyword.PREPARE ? StatementKind.DEALLOCATE : StatementKind.DROP_TABLE;
        }
        return switch (word) {
            case TABLE, TABLES -> StatementKind.DROP_TABLE;
            case INDEX -> StatementKind.DROP_INDEX;
            case VIEW -> StatementKind.DROP_VIEW;
            case DATABASE, SCHEMA -> StatementKind.DROP_DATABASE;
            case USER, ROLE -> StatementKind.ACCOUNT;
            default -> StatementKind.DROP_OTHER;
        };
    }

    private StatementKind afterRename() {
        return switch (word()) {
            case TABLE, TABLES -> StatementKind.RENAME_TABLE;
            case USER -> StatementKind.ACCOUNT;
            default -> StatementKind.OTHER;
        };
    }

    private StatementKind afterRollback() {
        Keyword word = word();
        if (word == Keyword.WORK) {
            word = word();
        }
        return word == Keyword.TO ? StatementKind.ROLLBACK_TO : StatementKind.ROLLBACK;
    }

    private StatementKind afterLock(StatementKind ofTables) {
        return switch (word()) {
            case TABLE, TABLES -> ofTables;
            case INSTANCE -> StatementKind.LOCK_INSTANCE;
            default -> StatementKind.OTHER;
        };
    }

    /** A variable may be called statement; MariaDB's SET STATEMENT goes on with another name. */
    private StatementKind afterSet() {
        boolean isStatement = word() == Keyword.STATEMENT
                && next < tokens.count
                && tokens.kind(next).isName();
        return isStatement ? StatementKind.SET_STATEMENT : StatementKind.SET;
    }

    /** What follows says whether a statement is explained or a table described. */
    private StatementKind afterExplain() {
        while (next < tokens.count && isSkipped(tokens.kinds[next])) {
            next++;
        }
        if (next == tokens.count) {
            return StatementKind.EXPLAIN;
        }
        return switch (tokens.keyword(next)) {
            case SELECT, INSERT, REPLACE, UPDATE, DELETE, WITH, TABLE, VALUES, FOR, CALL -> StatementKind.EXPLAIN;
            case ANALYZE, EXTENDED, PARTITIONS, FORMAT ->
                hasMoreThanColumn() ? StatementKind.EXPLAIN : StatementKind.DESCRIBE;
            default -> StatementKind.DESCRIBE;
        };
    }

    /** These words are not reserved, so one alone, or with a column after it, is a table. */
    private boolean hasMoreThanColumn() {
        return tokens.count - next > 2;
    }

    /** MariaDB executes and explains with ANALYZE alone; with TABLE it is the maintenance statement of both. */
    private StatementKind afterAnalyze() {
        return switch (word()) {
            case SELECT, UPDATE, DELETE, INSERT, REPLACE, WITH, FORMAT -> StatementKind.EXPLAIN;
            default -> StatementKind.TABLE_MAINTENANCE;
        };
    }
}
