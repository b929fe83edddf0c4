package io.shardgate.planner.grammar;

import io.shardgate.planner.ast.Words;
import io.shardgate.planner.lexer.TokenKind;
import java.util.Map;
import java.util.Set;

/** Calls of functions. Those with a rule of their own have a syntax error for a wrong number of arguments; others have not. */
final class FunctionGrammar {

    /** Least and most arguments of functions that are keywords in the grammars of both servers. */
    private static final Map<String, Arity> KEYWORDS = Map.ofEntries(
            Map.entry("DATE", new Arity(1, 1)),
            Map.entry("DAY", new Arity(1, 1)),
            Map.entry("HOUR", new Arity(1, 1)),
            Map.entry("INSERT", new Arity(4, 4)),
            Map.entry("LEFT", new Arity(2, 2)),
            Map.entry("MINUTE", new Arity(1, 1)),
            Map.entry("MONTH", new Arity(1, 1)),
            Map.entry("RIGHT", new Arity(2, 2)),
            Map.entry("SECOND", new Arity(1, 1)),
            Map.entry("TIME", new Arity(1, 1)),
            Map.entry("TIMESTAMP", new Arity(1, 2)),
            Map.entry("USER", new Arity(0, 0)),
            Map.entry("YEAR", new Arity(1, 1)),
            Map.entry("INTERVAL", new Arity(2, Integer.MAX_VALUE)),
            Map.entry("ASCII", new Arity(1, 1)),
            Map.entry("CHARSET", new Arity(1, 1)),
            Map.entry("COLLATION", new Arity(1, 1)),
            Map.entry("IF", new Arity(3, 3)),
            Map.entry("MICROSECOND", new Arity(1, 1)),
            Map.entry("MOD", new Arity(2, 2)),
            Map.entry("REPEAT", new Arity(2, 2)),
            Map.entry("REPLACE", new Arity(3, 3)),
            Map.entry("TRUNCATE", new Arity(2, 2)));

    /** The same, of functions that are keywords in MySQL only. */
    private static final Map<String, Arity> MYSQL_KEYWORDS = Map.ofEntries(
            Map.entry("COALESCE", new Arity(1, Integer.MAX_VALUE)),
            Map.entry("DATABASE", new Arity(0, 0)),
            Map.entry("SCHEMA", new Arity(0, 0)),
            Map.entry("FORMAT", new Arity(2, 3)),
            Map.entry("QUARTER", new Arity(1, 1)),
            Map.entry("POINT", new Arity(2, 2)),
            Map.entry("LINESTRING", new Arity(1, Integer.MAX_VALUE)),
            Map.entry("POLYGON", new Arity(1, Integer.MAX_VALUE)),
            Map.entry("REVERSE", new Arity(1, 1)),
            Map.entry("ROW_COUNT", new Arity(0, 0)),
            Map.entry("WEEK", new Arity(1, 2)),
            Map.entry("GROUPING", new Arity(1, Integer.MAX_VALUE)));

    /** Names of functions only where a parenthesis touches them. */
    private static final Set<String> ADJACENT = Set.of(
            "ADDDATE",
            "BIT_AND",
            "BIT_OR",
            "BIT_XOR",
            "CAST",
            "COUNT",
            "CURDATE",
            "CURTIME",
            "DATE_ADD",
            "DATE_SUB",
            "EXTRACT",
            "GROUP_CONCAT",
            "MAX",
            "MID",
            "MIN",
            "NOW",
            "POSITION",
            "SESSION_USER",
            "STD",
            "STDDEV",
            "STDDEV_POP",
            "STDDEV_SAMP",
            "SUBDATE",
            "SUBSTR",
            "SUBSTRING",
            "SUM",
            "SYSDATE",
            "SYSTEM_USER",
            "TRIM",
            "VARIANCE",
            "VAR_POP",
            "VAR_SAMP");

    private static final Set<String> MATCH_MODES = Set.of("IN", "WITH");

    private final Cursor cursor;
    private final ExpressionGrammar expressions;
    private final TypeGrammar types;
    private final AggregateGrammar aggregates;

    private record Arity(int least, int most) {}

    FunctionGrammar(Cursor cursor, ExpressionGrammar expressions) {
        this.cursor = cursor;
        this.expressions = expressions;
        this.types = new TypeGrammar(cursor);
        this.aggregates = new AggregateGrammar(cursor, expressions);
    }

    /** Reads a call, if one is here; a function that takes no parentheses is one too. */
    boolean call() {
        String word = cursor.word();
        if (Words.CALLED_WITHOUT_PARENTHESES.contains(word)) {
            current(word);
            return true;
        }
        boolean isPlain = cursor.isAt(1, "(") && (!ADJACENT.contains(word) || cursor.isCalledHere());
        if (isPlain && !word.isEmpty() && special(word)) {
            return true;
        }
        if (cursor.isAt(1, "(")) {
            cursor.name();
            cursor.next();
            arguments(true);
            return true;
        }
        boolean isQualified = cursor.isAt(1, ".") && cursor.kindAt(2).isName() && cursor.isAt(3, "(");
        boolean isInPackage = cursor.isMariaDb()
                && cursor.isAt(1, ".")
                && cursor.isAt(3, ".")
                && cursor.kindAt(4).isName()
                && cursor.isAt(5, "(");
        if (isQualified || isInPackage) {
            cursor.qualifiedName(3);
            cursor.next();
            arguments(false);
        }
        return isQualified || isInPackage;
    }

    /** Arguments behind the parenthesis; those of a loadable function may have names. */
    private void arguments(boolean mayBeNamed) {
        if (cursor.accept(")")) {
            return;
        }
        cursor.list(() -> {
            expressions.expression();
            if (mayBeNamed) {
                if (cursor.accept("AS")) {
                    cursor.nameOrString();
                } else if (cursor.isName(0) || cursor.kind() == TokenKind.STRING) {
                    cursor.next();
                }
            }
        });
        cursor.expect(")");
    }

    private void current(String word) {
        cursor.next();
        if (!cursor.accept("(")) {
            return;
        }
        boolean hasPrecision = !word.equals("CURRENT_DATE") && !word.equals("CURRENT_USER") && !word.equals("UTC_DATE");
        if (hasPrecision) {
            cursor.accept(TokenKind.INTEGER);
        }
        cursor.expect(")");
    }

    /** Reads a call of a function that has a rule of its own. */
    private boolean special(String word) {
        Arity arity = KEYWORDS.get(word);
        if (arity == null && !cursor.isMariaDb()) {
            arity = MYSQL_KEYWORDS.get(word);
        }
        if (arity == null && cursor.isMariaDb() && (word.equals("DATABASE") || word.equals("SCHEMA"))) {
            arity = new Arity(0, Integer.MAX_VALUE);
        }
        if (arity != null) {
            open();
            fixed(arity);
            return true;
        }
        if (aggregates.call(word)) {
            return true;
        }
        return named(word);
    }

    private void open() {
        cursor.next();
        cursor.expect("(");
    }

    private void fixed(Arity arity) {
        int count = 0;
        if (arity.most() > 0 && !cursor.is(")")) {
            do {
                expressions.expression();
                count++;
            } while (count < arity.most() && cursor.accept(","));
        }
        if (count < arity.least()) {
            cursor.fail();
        }
        cursor.expect(")");
    }

    private boolean named(String word) {
        switch (word) {
            case "CAST" -> {
                open();
                expressions.expression();
                if (!cursor.isMariaDb() && cursor.accept("AT", "TIME", "ZONE")) {
                    cursor.accept("INTERVAL");
                    cursor.string();
                }
                cursor.expect("AS");
                types.castType();
                cursor.expect(")");
            }
            case "CONVERT" -> {
                open();
                expressions.expression();
                if (cursor.accept("USING")) {
                    types.charsetInCall();
                } else {
                    cursor.expect(",");
                    types.castType();
                }
                cursor.expect(")");
            }
            case "CHAR" -> {
                open();
                expressions.expressions();
                if (cursor.accept("USING")) {
                    types.charsetInCall();
                }
                cursor.expect(")");
            }
            case "DEFAULT", "VALUES" -> {
                if (word.equals("VALUES") && !cursor.mayNameInsertedValues()) {
                    cursor.fail();
                }
                open();
                expressions.plainColumn();
                cursor.expect(")");
            }
            case "SESSION_USER", "SYSTEM_USER", "CURDATE" -> {
                open();
                cursor.expect(")");
            }
            case "NOW", "CURTIME", "SYSDATE" -> {
                open();
                cursor.accept(TokenKind.INTEGER);
                cursor.expect(")");
            }
            case "WEIGHT_STRING" -> weightString();
            case "JSON_VALUE" -> jsonValue();
            default -> {
                return text(word);
            }
        }
        return true;
    }

    private boolean text(String word) {
        switch (word) {
            case "SUBSTRING", "SUBSTR", "MID" -> substring();
            case "TRIM" -> trim();
            case "POSITION" -> {
                open();
                expressions.operand();
                cursor.expect("IN");
                expressions.expression();
                cursor.expect(")");
            }
            case "EXTRACT" -> {
                open();
                expressions.unit(Words.INTERVAL_UNITS);
                cursor.expect("FROM");
                expressions.expression();
                cursor.expect(")");
            }
            case "TIMESTAMPADD", "TIMESTAMPDIFF" -> {
                open();
                expressions.unit(Words.SIMPLE_UNITS);
                cursor.expect(",");
                expressions.expression();
                cursor.expect(",");
                expressions.expression();
                cursor.expect(")");
            }
            case "GET_FORMAT" -> {
                open();
                cursor.expectOneOf(Set.of("DATE", "TIME", "DATETIME", "TIMESTAMP"));
                cursor.expect(",");
                expressions.expression();
                cursor.expect(")");
            }
            case "DATE_ADD", "DATE_SUB" -> shiftedDate(false);
            case "ADDDATE", "SUBDATE" -> shiftedDate(true);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void weightString() {
        open();
        expressions.expression();
        if (cursor.accept("AS")) {
            if (!cursor.accept("CHAR")) {
                cursor.expect("BINARY");
            }
            cursor.expect("(");
            cursor.expect(TokenKind.INTEGER);
            cursor.expect(")");
        }
        cursor.expect(")");
    }

    private void jsonValue() {
        open();
        expressions.expression();
        cursor.expect(",");
        expressions.expression();
        if (!cursor.isMariaDb()) {
            if (cursor.accept("RETURNING")) {
                types.castType();
            }
            new JsonTableGrammar(cursor, expressions).fallbacks();
        }
        cursor.expect(")");
    }

    private void substring() {
        open();
        expressions.expression();
        String separator = cursor.is("FROM") ? "FOR" : ",";
        if (!cursor.accept("FROM")) {
            cursor.expect(",");
        }
        expressions.expression();
        if (cursor.accept(separator)) {
            expressions.expression();
        }
        cursor.expect(")");
    }

    private void trim() {
        open();
        boolean hasSide = cursor.acceptOneOf(Set.of("LEADING", "TRAILING", "BOTH"));
        if (hasSide && cursor.accept("FROM")) {
            expressions.expression();
        } else {
            expressions.expression();
            if (hasSide || cursor.is("FROM")) {
                cursor.expect("FROM");
                expressions.expression();
            }
        }
        cursor.expect(")");
    }

    private void shiftedDate(boolean mayBeDays) {
        open();
        expressions.expression();
        cursor.expect(",");
        if (!mayBeDays || expressions.isInterval(0)) {
            expressions.interval();
        } else {
            expressions.expression();
        }
        cursor.expect(")");
    }

    /** {@code MATCH (a, b) AGAINST (...)}, with or without the first parentheses. */
    void match() {
        cursor.expect("MATCH");
        if (cursor.accept("(")) {
            cursor.list(expressions::plainColumn);
            cursor.expect(")");
        } else {
            cursor.list(expressions::plainColumn);
        }
        cursor.expect("AGAINST", "(");
        expressions.operand();
        if (cursor.isOneOf(MATCH_MODES)) {
            boolean isBoolean = cursor.accept("IN", "BOOLEAN", "MODE");
            boolean isNatural = !isBoolean && cursor.accept("IN", "NATURAL", "LANGUAGE", "MODE");
            boolean mayExpand = isNatural || cursor.is("WITH");
            if (mayExpand && cursor.accept("WITH")) {
                cursor.expect("QUERY", "EXPANSION");
            }
        }
        cursor.expect(")");
    }
}
