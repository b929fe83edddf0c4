package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** What stands in FROM. */
final class TableGrammar {

    private static final Set<String> HINTS = Set.of("USE", "FORCE", "IGNORE");

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final ExpressionGrammar expressions;

    TableGrammar(Cursor cursor, QueryGrammar queries, ExpressionGrammar expressions) {
        this.cursor = cursor;
        this.queries = queries;
        this.expressions = expressions;
    }

    /** Tables and joins with commas between them. */
    void references() {
        cursor.list(this::reference);
    }

    /** An ON belongs to the last join that has none yet; an outer join must have one. */
    private void reference() {
        factor();
        while (true) {
            if (cursor.accept("NATURAL")) {
                if (cursor.is("LEFT") || cursor.is("RIGHT")) {
                    cursor.next();
                    cursor.accept("OUTER");
                } else {
                    cursor.accept("INNER");
                }
                cursor.expect("JOIN");
                factor();
            } else if (cursor.is("LEFT") || cursor.is("RIGHT")) {
                cursor.next();
                cursor.accept("OUTER");
                cursor.expect("JOIN");
                reference();
                if (!condition()) {
                    cursor.fail();
                }
            } else if (cursor.accept("JOIN")
                    || cursor.accept("INNER", "JOIN")
                    || cursor.accept("CROSS", "JOIN")
                    || cursor.accept("STRAIGHT_JOIN")) {
                reference();
                condition();
            } else {
                return;
            }
        }
    }

    private boolean condition() {
        if (cursor.accept("ON")) {
            expressions.expression();
            return true;
        }
        if (cursor.accept("USING")) {
            cursor.listInParentheses(cursor::name);
            return true;
        }
        return false;
    }

    private void factor() {
        if (cursor.is("(")) {
            if (cursor.opensQuery()) {
                derived();
                return;
            }
            cursor.expect("(");
            references();
            cursor.expect(")");
        } else if (cursor.accept("{")) {
            // OJ by rights; the servers take any name.
            cursor.name();
            reference();
            cursor.expect("}");
        } else if (!cursor.isMariaDb() && cursor.accept("LATERAL")) {
            derived();
        } else if (cursor.is("JSON_TABLE") && cursor.isAt(1, "(")) {
            new JsonTableGrammar(cursor, expressions).table();
            alias();
        } else {
            named();
        }
    }

    private void derived() {
        cursor.expect("(");
        queries.query();
        cursor.expect(")");
        boolean hasAlias = alias();
        if (!hasAlias && cursor.isMariaDb()) {
            cursor.fail();
        }
        if (hasAlias && !cursor.isMariaDb() && cursor.is("(")) {
            cursor.listInParentheses(cursor::name);
        }
    }

    private void named() {
        cursor.tableName();
        partitions();
        if (cursor.isMariaDb() && cursor.accept("FOR", "SYSTEM_TIME")) {
            systemTime();
        }
        alias();
        while (cursor.isOneOf(HINTS)) {
            hint();
        }
    }

    private void systemTime() {
        if (cursor.accept("ALL")) {
            return;
        }
        boolean isRange = cursor.is("FROM") || cursor.is("BETWEEN");
        if (!isRange) {
            cursor.expect("AS", "OF");
            point();
            return;
        }
        String between = cursor.is("FROM") ? "TO" : "AND";
        cursor.next();
        point();
        cursor.expect(between);
        point();
    }

    private void point() {
        if (!cursor.accept("TIMESTAMP")) {
            cursor.accept("TRANSACTION");
        }
        expressions.operand();
    }

    /** {@code PARTITION (p, ...)}, where it is there. */
    void partitions() {
        if (cursor.accept("PARTITION")) {
            cursor.listInParentheses(cursor::name);
        }
    }

    /** True if there is one. */
    boolean alias() {
        // An old way to write AS.
        if (cursor.accept("=")) {
            cursor.name();
            return true;
        }
        return plainAlias();
    }

    /** The same, without the form that some statements do not have. */
    boolean plainAlias() {
        if (cursor.accept("AS")) {
            cursor.name();
            return true;
        }
        if (cursor.isName(0)) {
            cursor.next();
            return true;
        }
        return false;
    }

    private void hint() {
        boolean mayBeEmpty = cursor.is("USE");
        cursor.next();
        if (!cursor.accept("INDEX")) {
            cursor.expect("KEY");
        }
        if (cursor.accept("FOR")) {
            boolean isKnown = cursor.accept("JOIN") || cursor.accept("ORDER", "BY") || cursor.accept("GROUP", "BY");
            if (!isKnown) {
                cursor.fail();
            }
        }
        cursor.expect("(");
        if (mayBeEmpty && cursor.accept(")")) {
            return;
        }
        cursor.list(() -> {
            if (!cursor.accept("PRIMARY")) {
                cursor.name();
            }
        });
        cursor.expect(")");
    }

    /** A table that DELETE names: {@code t}, {@code k.t}, either perhaps with {@code .*}. */
    void deleted() {
        cursor.qualifiedName(2);
        if (cursor.accept(".")) {
            cursor.expect("*");
        }
    }

    /** Whether names and then the word come. */
    boolean isNamesBefore(String word) {
        int start = cursor.at();
        while ((cursor.kind().isName() && !cursor.is(word))
                || cursor.kind() == TokenKind.DOT
                || cursor.kind() == TokenKind.COMMA
                || cursor.is("*")) {
            cursor.next();
        }
        boolean found = cursor.is(word);
        cursor.moveTo(start);
        return found;
    }
}
