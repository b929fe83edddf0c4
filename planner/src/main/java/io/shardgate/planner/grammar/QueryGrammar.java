package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** SELECT and its kin, with what may stand around and between them. */
final class QueryGrammar {

    private static final Set<String> OPTIONS = Set.of(
            "ALL",
            "DISTINCT",
            "DISTINCTROW",
            "HIGH_PRIORITY",
            "STRAIGHT_JOIN",
            "SQL_SMALL_RESULT",
            "SQL_BIG_RESULT",
            "SQL_BUFFER_RESULT",
            "SQL_NO_CACHE",
            "SQL_CALC_FOUND_ROWS");
    private static final Set<String> SET_OPERATORS = Set.of("UNION", "EXCEPT", "INTERSECT");
    private static final Set<String> ROWS = Set.of("ROW", "ROWS");

    private final Cursor cursor;
    private final ExpressionGrammar expressions;
    private final TableGrammar tables;

    QueryGrammar(Cursor cursor) {
        this.cursor = cursor;
        this.expressions = new ExpressionGrammar(cursor, this);
        this.tables = new TableGrammar(cursor, this, expressions);
    }

    ExpressionGrammar expressions() {
        return expressions;
    }

    TableGrammar tables() {
        return tables;
    }

    /** A query with its WITH, ORDER BY, LIMIT and locks. */
    void query() {
        if (cursor.is("WITH")) {
            with();
        }
        term();
        while (cursor.isOneOf(SET_OPERATORS)) {
            cursor.next();
            if (!cursor.accept("ALL")) {
                cursor.accept("DISTINCT");
            }
            term();
        }
        orderBy();
        limit();
        if (cursor.isMariaDb() && cursor.accept("PROCEDURE")) {
            cursor.name();
            cursor.expect("(");
            if (!cursor.is(")")) {
                expressions.expressions();
            }
            cursor.expect(")");
        }
        into();
        locks();
        into();
    }

    private void term() {
        if (cursor.accept("(")) {
            if (cursor.isMariaDb() && cursor.is("WITH")) {
                cursor.fail();
            }
            query();
            cursor.expect(")");
        } else if (cursor.accept("TABLE")) {
            cursor.qualifiedName(2);
        } else if (cursor.accept("VALUES")) {
            rows();
        } else {
            select();
        }
    }

    private void rows() {
        if (cursor.isMariaDb()) {
            if (!cursor.accept(TokenKind.ROWS)) {
                cursor.list(() -> cursor.listInParentheses(expressions::expression));
            }
            return;
        }
        cursor.list(this::row);
    }

    /** {@code ROW(...)}, which may hold DEFAULT where it is inserted. */
    private void row() {
        cursor.expect("ROW", "(");
        if (!cursor.accept(")")) {
            cursor.list(this::expressionOrDefault);
            cursor.expect(")");
        }
    }

    void expressionOrDefault() {
        boolean isDefault = cursor.is("DEFAULT") && !cursor.isAt(1, "(");
        if (isDefault) {
            cursor.next();
        } else {
            expressions.expression();
        }
    }

    /** The common table expressions, up to the query or statement that they are for. */
    void with() {
        cursor.expect("WITH");
        cursor.accept("RECURSIVE");
        cursor.list(() -> {
            cursor.name();
            if (cursor.is("(")) {
                cursor.listInParentheses(cursor::name);
            }
            cursor.expect("AS", "(");
            query();
            cursor.expect(")");
        });
    }

    private void select() {
        cursor.expect("SELECT");
        while (cursor.acceptOneOf(OPTIONS)) {
            // In any order.
        }
        items();
        into();
        if (cursor.accept("FROM")) {
            if (!cursor.accept("DUAL")) {
                tables.references();
            }
        }
        where();
        groupBy();
        if (cursor.accept("HAVING")) {
            expressions.expression();
        }
        if (cursor.accept("WINDOW")) {
            cursor.list(() -> {
                cursor.name();
                cursor.expect("AS");
                new WindowGrammar(cursor, expressions).specification();
            });
        }
    }

    /** The select list, or what RETURNING gives. */
    void items() {
        if (cursor.accept("*")) {
            if (!cursor.accept(",")) {
                return;
            }
        }
        cursor.list(this::item);
    }

    private void item() {
        boolean isStarOfTable = cursor.kind().isName() && cursor.isAt(1, ".") && cursor.isAt(2, "*");
        boolean isStarOfQualified = cursor.kind().isName()
                && cursor.isAt(1, ".")
                && cursor.kindAt(2).isName()
                && cursor.isAt(3, ".")
                && cursor.isAt(4, "*");
        if (isStarOfTable || isStarOfQualified) {
            cursor.qualifiedName(2);
            cursor.expect(".", "*");
            return;
        }
        expressions.expression();
        if (cursor.accept("AS")) {
            cursor.nameOrString();
        } else if (cursor.isName(0) || cursor.kind() == TokenKind.STRING) {
            cursor.next();
        }
    }

    void where() {
        if (cursor.accept("WHERE")) {
            expressions.expression();
        }
    }

    private void groupBy() {
        if (!cursor.accept("GROUP")) {
            return;
        }
        cursor.expect("BY");
        if (cursor.isMariaDb()) {
            expressions.orderList();
        } else {
            expressions.expressions();
        }
        boolean totals =
                cursor.is("WITH") && (cursor.isAt(1, "ROLLUP") || (cursor.isMariaDb() && cursor.isAt(1, "CUBE")));
        if (totals) {
            cursor.next();
            cursor.next();
        }
    }

    void orderBy() {
        if (cursor.accept("ORDER")) {
            cursor.expect("BY");
            expressions.orderList();
        }
    }

    private void limit() {
        if (cursor.accept("LIMIT")) {
            if (cursor.isMariaDb() && cursor.accept("ROWS", "EXAMINED")) {
                limitNumber();
                return;
            }
            limitNumber();
            if (cursor.accept(",") || cursor.accept("OFFSET")) {
                limitNumber();
            }
            if (cursor.isMariaDb() && cursor.accept("ROWS", "EXAMINED")) {
                limitNumber();
            }
        } else if (cursor.isMariaDb() && (cursor.is("OFFSET") || cursor.is("FETCH"))) {
            offsetAndFetch();
        }
    }

    /** A name here is a variable of a stored program: grammar, though not to be had outside of one. */
    private void limitNumber() {
        if (cursor.isName(0)) {
            cursor.next();
        } else {
            cursor.integerOrParameter();
        }
    }

    private void offsetAndFetch() {
        if (cursor.accept("OFFSET")) {
            limitNumber();
            cursor.expectOneOf(ROWS);
        }
        if (cursor.accept("FETCH")) {
            cursor.expectOneOf(Set.of("FIRST", "NEXT"));
            if (!cursor.isOneOf(ROWS)) {
                limitNumber();
            }
            cursor.expectOneOf(ROWS);
            if (!cursor.accept("ONLY")) {
                cursor.expect("WITH", "TIES");
            }
        }
    }

    /** The count alone, as UPDATE and DELETE have it. */
    void simpleLimit() {
        if (cursor.accept("LIMIT")) {
            limitNumber();
        }
    }

    private void locks() {
        while (true) {
            boolean isShared = cursor.accept("LOCK", "IN", "SHARE", "MODE");
            if (!isShared) {
                boolean locks =
                        cursor.accept("FOR", "UPDATE") || (!cursor.isMariaDb() && cursor.accept("FOR", "SHARE"));
                if (!locks) {
                    return;
                }
                if (!cursor.isMariaDb() && cursor.accept("OF")) {
                    cursor.list(() -> cursor.qualifiedName(2));
                }
            }
            if (cursor.isMariaDb() || !isShared) {
                waiting();
            }
        }
    }

    private void waiting() {
        boolean waits = !cursor.accept("NOWAIT")
                && !cursor.accept("SKIP", "LOCKED")
                && cursor.isMariaDb()
                && cursor.accept("WAIT");
        if (waits) {
            cursor.expect(TokenKind.INTEGER);
        }
    }

    private void into() {
        if (!cursor.accept("INTO")) {
            return;
        }
        if (cursor.accept("OUTFILE")) {
            cursor.string();
            fileFormat();
        } else if (cursor.accept("DUMPFILE")) {
            cursor.string();
        } else {
            cursor.list(() -> {
                if (!cursor.accept(TokenKind.USER_VARIABLE) && !cursor.accept(TokenKind.ACCOUNT_HOST)) {
                    cursor.name();
                }
            });
        }
    }

    private void fileFormat() {
        if (cursor.accept("CHARACTER", "SET")) {
            cursor.nameOrString();
        }
        if (cursor.accept("FIELDS") || cursor.accept("COLUMNS")) {
            boolean more = true;
            while (more) {
                more = cursor.accept("TERMINATED", "BY")
                        || cursor.accept("OPTIONALLY", "ENCLOSED", "BY")
                        || cursor.accept("ENCLOSED", "BY")
                        || cursor.accept("ESCAPED", "BY");
                if (more) {
                    textOrHex();
                }
            }
        }
        if (cursor.accept("LINES")) {
            while (cursor.accept("TERMINATED", "BY") || cursor.accept("STARTING", "BY")) {
                textOrHex();
            }
        }
    }

    private void textOrHex() {
        if (!cursor.accept(TokenKind.HEX) && !cursor.accept(TokenKind.BIT)) {
            cursor.string();
        }
    }
}
