package io.shardgate.planner.grammar;

import io.shardgate.planner.ast.Words;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** Expressions, from OR down to literals. Precedence is left aside where it does not decide what is allowed. */
final class ExpressionGrammar {

    private static final Set<String> CONNECTIVES = Set.of("AND", "&&", "OR", "||", "XOR");
    private static final Set<String> COMPARISONS = Set.of("=", ">=", ">", "<=", "<", "<>", "!=", "<=>");
    private static final Set<String> TRUTHS = Set.of("TRUE", "FALSE", "UNKNOWN");
    private static final Set<String> QUANTIFIERS = Set.of("ANY", "SOME", "ALL");
    private static final Set<String> BINARY_OPERATORS =
            Set.of("|", "&", "<<", ">>", "+", "-", "*", "/", "%", "DIV", "MOD", "^");
    private static final Set<String> SIGNS = Set.of("+", "-", "~", "!");

    private final Cursor cursor;
    private final QueryGrammar queries;
    private final FunctionGrammar functions;

    ExpressionGrammar(Cursor cursor, QueryGrammar queries) {
        this.cursor = cursor;
        this.queries = queries;
        this.functions = new FunctionGrammar(cursor, this);
    }

    void expression() {
        do {
            while (cursor.accept("NOT")) {
                // Any number of them.
            }
            comparisons();
        } while (cursor.acceptOneOf(CONNECTIVES));
    }

    void expressions() {
        cursor.list(this::expression);
    }

    private void comparisons() {
        predicate();
        while (true) {
            if (cursor.is("IS")) {
                cursor.next();
                cursor.accept("NOT");
                if (cursor.accept("NULL")) {
                    continue;
                }
                cursor.expectOneOf(TRUTHS);
                if (!cursor.isMariaDb()) {
                    return;
                }
            } else if (cursor.isOneOf(COMPARISONS)) {
                if (cursor.isFusedWithNot()) {
                    cursor.fail();
                }
                cursor.next();
                boolean isQuantified = cursor.isOneOf(QUANTIFIERS) && cursor.isAt(1, "(");
                if (isQuantified) {
                    cursor.next();
                    queryInParentheses();
                } else {
                    predicate();
                }
            } else {
                return;
            }
        }
    }

    private void queryInParentheses() {
        cursor.expect("(");
        queries.query();
        cursor.expect(")");
    }

    private void predicate() {
        operand();
        if (cursor.is("SOUNDS") && cursor.isAt(1, "LIKE")) {
            cursor.accept("SOUNDS", "LIKE");
            operand();
            return;
        }
        if (cursor.is("MEMBER") && (cursor.isAt(1, "OF") || cursor.isAt(1, "("))) {
            cursor.next();
            cursor.accept("OF");
            cursor.expect("(");
            simple();
            cursor.expect(")");
            return;
        }
        boolean negated = cursor.accept("NOT");
        switch (cursor.word()) {
            case "IN" -> in();
            case "BETWEEN" -> {
                cursor.next();
                operand();
                cursor.expect("AND");
                predicate();
            }
            case "LIKE" -> {
                cursor.next();
                if (cursor.isMariaDb()) {
                    operand();
                } else {
                    simple();
                }
                if (cursor.accept("ESCAPE")) {
                    simple();
                }
            }
            case "REGEXP", "RLIKE" -> {
                cursor.next();
                operand();
            }
            default -> {
                if (negated) {
                    cursor.fail();
                }
            }
        }
    }

    private void in() {
        cursor.expect("IN", "(");
        if (!cursor.accept(TokenKind.LIST) && !cursor.accept(TokenKind.ROWS)) {
            if (cursor.isQuery()) {
                queries.query();
            } else {
                expressions();
            }
        }
        cursor.expect(")");
    }

    /** What stands at a side of a comparison: arithmetic without predicates. */
    void operand() {
        simple();
        while (true) {
            if ((cursor.is("+") || cursor.is("-")) && isInterval(1)) {
                cursor.next();
                interval();
            } else if (cursor.isOneOf(BINARY_OPERATORS) || isConcatenation()) {
                cursor.next();
                simple();
            } else {
                return;
            }
        }
    }

    private boolean isConcatenation() {
        return cursor.is("||") && cursor.has(LexerMode.SqlMode.PIPES_AS_CONCAT);
    }

    /** Whether {@code INTERVAL expr unit} comes, and not the function of that name. */
    boolean isInterval(int ahead) {
        return cursor.isAt(ahead, "INTERVAL") && !(cursor.isAt(ahead + 1, "(") && cursor.hasComma(ahead + 1));
    }

    /** {@code INTERVAL expr unit}. */
    void interval() {
        cursor.expect("INTERVAL");
        expression();
        unit(Words.INTERVAL_UNITS);
    }

    void unit(Set<String> units) {
        if (cursor.word().startsWith("SQL_TSI_")) {
            boolean isKnown = units.contains(cursor.word().substring("SQL_TSI_".length()));
            if (!isKnown) {
                cursor.fail();
            }
            cursor.next();
        } else {
            cursor.expectOneOf(units);
        }
    }

    private boolean isPrefix() {
        return cursor.isOneOf(SIGNS)
                || cursor.is("BINARY")
                || (cursor.is("NOT") && cursor.has(LexerMode.SqlMode.HIGH_NOT_PRECEDENCE));
    }

    /** An operand without operators between others. */
    void simple() {
        while (isPrefix()) {
            cursor.next();
        }
        if (isInterval(0)) {
            interval();
            cursor.expect("+");
            expression();
            return;
        }
        primary();
        while (cursor.accept("COLLATE")) {
            if (!cursor.accept("BINARY")) {
                cursor.nameOrString();
            }
        }
    }

    private void primary() {
        switch (cursor.kind()) {
            case INTEGER, DECIMAL, FLOAT, HEX, BIT, TEMPORAL, PARAMETER -> cursor.next();
            case SYSTEM_VARIABLE -> {
                cursor.next();
                if (cursor.accept(".")) {
                    cursor.name();
                }
            }
            case BACKSLASH_N -> {
                if (!cursor.isMariaDb()) {
                    cursor.fail();
                }
                cursor.next();
            }
            case STRING, STRING_ALIAS, NATIONAL_STRING, INTRODUCED_STRING -> {
                cursor.next();
                while (cursor.accept(TokenKind.STRING)) {
                    // Strings side by side are one.
                }
            }
            case USER_VARIABLE, ACCOUNT_HOST -> {
                if (cursor.isMariaDb() && cursor.length() == 1) {
                    cursor.fail();
                }
                cursor.next();
                if (cursor.accept(":=")) {
                    expression();
                }
            }
            case LEFT_PAREN -> parenthesised();
            case OPERATOR -> odbcEscape();
            case DOT -> {
                // An old way to say that no database is meant.
                if (!cursor.isMariaDb()) {
                    cursor.fail();
                }
                cursor.next();
                if (!cursor.isAt(1, ".")) {
                    cursor.fail();
                }
                column();
            }
            case WORD, QUOTED_IDENTIFIER -> word();
            default -> cursor.fail();
        }
    }

    private void parenthesised() {
        if (cursor.opensQuery()) {
            queryInParentheses();
            return;
        }
        cursor.expect("(");
        expressions();
        cursor.expect(")");
    }

    /** {@code {d '2020-01-01'}} and its kin. */
    private void odbcEscape() {
        cursor.expect("{");
        cursor.name();
        expression();
        cursor.expect("}");
    }

    private void word() {
        switch (cursor.word()) {
            case "NULL", "TRUE", "FALSE" -> cursor.next();
            case "CASE" -> caseExpression();
            case "EXISTS" -> {
                cursor.next();
                queryInParentheses();
            }
            case "ROW" -> {
                if (!cursor.isAt(1, "(")) {
                    column();
                    return;
                }
                cursor.expect("ROW", "(");
                expression();
                cursor.expect(",");
                expressions();
                cursor.expect(")");
            }
            case "MATCH" -> functions.match();
            default -> {
                if (!functions.call()) {
                    column();
                }
            }
        }
    }

    /** {@code c}, {@code t.c} or {@code k.t.c}, perhaps with a path into a document. */
    private void column() {
        cursor.qualifiedName(3);
        boolean hasPath = (cursor.is("->") || cursor.is("->>")) && !cursor.isMariaDb();
        if (hasPath) {
            cursor.next();
            cursor.string();
        }
    }

    /** A column by its name alone. */
    void plainColumn() {
        cursor.qualifiedName(3);
    }

    private void caseExpression() {
        cursor.expect("CASE");
        if (!cursor.is("WHEN")) {
            expression();
        }
        if (!cursor.is("WHEN")) {
            cursor.fail();
        }
        while (cursor.accept("WHEN")) {
            expression();
            cursor.expect("THEN");
            expression();
        }
        if (cursor.accept("ELSE")) {
            expression();
        }
        cursor.expect("END");
    }

    /** {@code expr [ASC | DESC], ...}. */
    void orderList() {
        cursor.list(() -> {
            expression();
            direction();
        });
    }

    void direction() {
        if (!cursor.accept("ASC")) {
            cursor.accept("DESC");
        }
    }
}
