package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** Calls of aggregates and window functions. */
final class AggregateGrammar {

    /** Of one expression, perhaps with DISTINCT before it. */
    private static final Set<String> AGGREGATES_DISTINCT = Set.of("SUM", "AVG", "MIN", "MAX");

    private static final Set<String> AGGREGATES = Set.of(
            "BIT_AND",
            "BIT_OR",
            "BIT_XOR",
            "STD",
            "STDDEV",
            "STDDEV_POP",
            "STDDEV_SAMP",
            "VARIANCE",
            "VAR_POP",
            "VAR_SAMP",
            "JSON_ARRAYAGG",
            "ST_COLLECT");

    private static final Set<String> RANKINGS = Set.of("ROW_NUMBER", "RANK", "DENSE_RANK", "CUME_DIST", "PERCENT_RANK");

    private final Cursor cursor;
    private final ExpressionGrammar expressions;
    private final WindowGrammar windows;

    AggregateGrammar(Cursor cursor, ExpressionGrammar expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
        this.windows = new WindowGrammar(cursor, expressions);
    }

    /** Reads a call of the function, if it is one of these. */
    boolean call(String word) {
        if (RANKINGS.contains(word) && (!cursor.isMariaDb() || cursor.isAt(2, ")"))) {
            open();
            cursor.expect(")");
            windows.over();
            return true;
        }
        if (AGGREGATES.contains(word) || AGGREGATES_DISTINCT.contains(word)) {
            open();
            if (AGGREGATES_DISTINCT.contains(word)) {
                cursor.accept("DISTINCT");
            }
            cursor.accept("ALL");
            expressions.expression();
            closeAggregate();
            return true;
        }
        switch (word) {
            case "COUNT" -> count();
            case "GROUP_CONCAT" -> groupConcat();
            case "JSON_OBJECTAGG" -> {
                open();
                cursor.accept("ALL");
                expressions.expression();
                cursor.expect(",");
                cursor.accept("ALL");
                expressions.expression();
                closeAggregate();
            }
            case "LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE", "NTILE" -> offsetWindow(word);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void open() {
        cursor.next();
        cursor.expect("(");
    }

    private void closeAggregate() {
        cursor.expect(")");
        windows.optionalOver();
    }

    private void count() {
        open();
        if (cursor.accept("DISTINCT")) {
            expressions.expressions();
        } else {
            cursor.accept("ALL");
            if (!cursor.accept("*")) {
                expressions.expression();
            }
        }
        closeAggregate();
    }

    private void groupConcat() {
        open();
        cursor.accept("DISTINCT");
        expressions.expressions();
        if (cursor.accept("ORDER")) {
            cursor.expect("BY");
            expressions.orderList();
        }
        if (cursor.accept("SEPARATOR")) {
            if (!cursor.accept(TokenKind.HEX) && !cursor.accept(TokenKind.BIT)) {
                cursor.string();
            }
        }
        if (cursor.isMariaDb() && cursor.accept("LIMIT")) {
            cursor.integerOrParameter();
            if (cursor.accept(",") || cursor.accept("OFFSET")) {
                cursor.integerOrParameter();
            }
        }
        closeAggregate();
    }

    private void offsetWindow(String word) {
        open();
        expressions.expression();
        if (word.equals("NTH_VALUE")) {
            cursor.expect(",");
            expressions.simple();
        } else if (word.equals("LAG") || word.equals("LEAD")) {
            if (cursor.accept(",")) {
                expressions.simple();
                if (!cursor.isMariaDb() && cursor.accept(",")) {
                    expressions.expression();
                }
            }
        }
        cursor.expect(")");
        boolean mayTreatNulls = !cursor.isMariaDb() && !word.equals("NTILE");
        if (mayTreatNulls) {
            if (word.equals("NTH_VALUE") && cursor.accept("FROM")) {
                cursor.expectOneOf(Set.of("FIRST", "LAST"));
            }
            if (cursor.accept("RESPECT") || cursor.accept("IGNORE")) {
                cursor.expect("NULLS");
            }
        }
        windows.over();
    }
}
