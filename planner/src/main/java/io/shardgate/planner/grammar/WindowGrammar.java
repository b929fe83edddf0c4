package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;

/** OVER and what is in its parentheses. */
final class WindowGrammar {

    private final Cursor cursor;
    private final ExpressionGrammar expressions;

    WindowGrammar(Cursor cursor, ExpressionGrammar expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
    }

    /** OVER, where it is there. */
    void optionalOver() {
        if (cursor.is("OVER")) {
            over();
        }
    }

    void over() {
        cursor.expect("OVER");
        if (cursor.is("(")) {
            specification();
        } else {
            cursor.name();
        }
    }

    /** {@code ([name] [PARTITION BY ...] [ORDER BY ...] [frame])}. */
    void specification() {
        cursor.expect("(");
        if (cursor.isName(0)) {
            cursor.next();
        }
        if (cursor.accept("PARTITION")) {
            cursor.expect("BY");
            expressions.expressions();
        }
        if (cursor.accept("ORDER")) {
            cursor.expect("BY");
            expressions.orderList();
        }
        if (cursor.accept("ROWS") || cursor.accept("RANGE") || cursor.accept("GROUPS")) {
            extent();
        }
        cursor.expect(")");
    }

    private void extent() {
        if (cursor.accept("BETWEEN")) {
            bound();
            cursor.expect("AND");
            bound();
        } else {
            bound();
        }
        if (cursor.accept("EXCLUDE")) {
            boolean isKnown = cursor.accept("CURRENT", "ROW")
                    || cursor.accept("GROUP")
                    || cursor.accept("TIES")
                    || cursor.accept("NO", "OTHERS");
            if (!isKnown) {
                cursor.fail();
            }
        }
    }

    private void bound() {
        if (cursor.accept("CURRENT")) {
            cursor.expect("ROW");
            return;
        }
        boolean isUnbounded = cursor.accept("UNBOUNDED");
        if (!isUnbounded) {
            if (cursor.is("INTERVAL") && !cursor.isMariaDb()) {
                expressions.interval();
            } else if (cursor.isMariaDb()) {
                expressions.operand();
            } else if (!cursor.kind().isLiteral() || cursor.kind() == TokenKind.STRING) {
                cursor.expect(TokenKind.PARAMETER);
            } else {
                cursor.next();
            }
        }
        if (!cursor.accept("PRECEDING")) {
            cursor.expect("FOLLOWING");
        }
    }
}
