package io.shardgate.planner.ast;

import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.vschema.error.SqlError;

/**
 * Writes the text that JSqlParser gets: a small part of SQL that it reads rightly.
 *
 * <p>A name is written {@code i} and its token's ordinal, a function {@code f} and the ordinal, a literal as the ordinal
 * alone; so names need no quotes, and every leaf of the tree says where it came from. Clauses without a bearing on routing
 * (index hints, modifiers, partitions, locks, collations, frames) are left out or become plain arithmetic.
 */
final class Normalizer {

    private final TokenView view;
    private final int from;
    private final int to;
    private final Rewriting rewriting;
    private final FunctionRewriter functions;
    private final StringBuilder text = new StringBuilder();
    private boolean afterOperand;
    private boolean afterString;
    private int openCases;

    private Normalizer(TokenView view, int from, int to) {
        this.view = view;
        this.from = from;
        this.to = to;
        rewriting = new Rewriting(view.count() + 1);
        functions = new FunctionRewriter(view, rewriting);
    }

    /** The normalised text of the tokens from one index to another. */
    static String normalize(TokenView view, int from, int to) {
        var normalizer = new Normalizer(view, from, to);
        normalizer.rewriteClauses();
        for (int i = from; i < to; i++) {
            normalizer.write(i);
        }
        return normalizer.text.toString();
    }

    private void rewriteClauses() {
        for (int i = from; i < to; i++) {
            if (view.isQualified(i) || rewriting.isSkipped(i)) {
                continue;
            }
            switch (view.word(i)) {
                case "SELECT" -> selectModifiers(i + 1);
                case "USE", "FORCE", "IGNORE" -> indexHint(i);
                case "PARTITION" -> partitions(i);
                case "FOR", "LOCK" -> lock(i);
                case "FROM" -> dual(i);
                case "IS" -> truthTest(i);
                case "INTERVAL" -> interval(i);
                case "COLLATE" -> collate(i);
                case "ESCAPE" -> escape(i);
                case "WITH" -> rollup(i);
                case "UNION", "INTERSECT", "EXCEPT" -> setDistinct(i);
                case "SOUNDS" -> sounds(i);
                case "MEMBER" -> memberOf(i);
                case "ANY", "SOME", "ALL" -> quantified(i);
                case "BINARY" -> binary(i);
                case "INNER", "CROSS" -> joinWord(i);
                case "REGEXP", "RLIKE" -> {
                    rewriting.replace(i, "LIKE");
                    if (view.is(i + 1, "BINARY")) {
                        rewriting.skip(i + 1, i + 2);
                    }
                }
                case "LATERAL" -> throw unsupported("LATERAL", i);
                case "ROW" -> {
                    if (view.is(i + 1, "(")) {
                        rewriting.skip(i, i + 1);
                    }
                }
                default -> {}
            }
            if (isFunction(i)) {
                functions.rewrite(i);
            } else if (view.is(i, "MATCH")) {
                functions.matchWithoutParentheses(i);
            }
        }
    }

    private static RuntimeException unsupported(String what, TokenView view, int index) {
        return SqlError.UNSUPPORTED_QUERY.exception(
                what + " with sharded tables, in: " + view.fragment(index, Math.min(view.count(), index + 12)));
    }

    private RuntimeException unsupported(String what, int index) {
        return unsupported(what, view, index);
    }

    private void selectModifiers(int first) {
        int i = first;
        while (Words.SELECT_MODIFIERS.contains(view.word(i)) && !view.isQualified(i)) {
            boolean isName = (view.is(i, "SQL_CACHE") || view.is(i, "SQL_NO_CACHE"))
                    && (view.is(i + 1, "FROM") || view.is(i + 1, ",") || i + 1 >= to);
            if (isName) {
                return;
            }
            if (view.is(i, "DISTINCTROW")) {
                rewriting.replace(i, "DISTINCT");
            } else if (!view.is(i, "DISTINCT")) {
                rewriting.skip(i, i + 1);
            }
            i++;
        }
        // DISTINCT DISTINCT, which MySQL takes, and DISTINCT between other modifiers.
        boolean seen = false;
        for (int j = first; j < i; j++) {
            boolean isDistinct = view.is(j, "DISTINCT") || view.is(j, "DISTINCTROW");
            if (isDistinct && seen) {
                rewriting.skip(j, j + 1);
            }
            seen |= isDistinct;
        }
    }

    private void indexHint(int at) {
        if (!view.is(at + 1, "INDEX") && !view.is(at + 1, "KEY")) {
            return;
        }
        int open = at + 2;
        while (open < to && !view.is(open, "(")) {
            open++;
        }
        if (open == to) {
            throw view.unreadable(at);
        }
        int end = view.partner(open) + 1;
        boolean anotherFollows = view.is(end, ",")
                && (view.is(end + 1, "USE") || view.is(end + 1, "FORCE") || view.is(end + 1, "IGNORE"));
        rewriting.skip(at, anotherFollows ? end + 1 : end);
    }

    private void partitions(int at) {
        if (view.is(at + 1, "(")) {
            rewriting.skip(at, view.partner(at + 1) + 1);
        }
    }

    private void lock(int at) {
        int end;
        if (view.is(at, "LOCK") && view.is(at + 1, "IN") && view.is(at + 2, "SHARE") && view.is(at + 3, "MODE")) {
            end = at + 4;
        } else if (view.is(at, "FOR") && (view.is(at + 1, "UPDATE") || view.is(at + 1, "SHARE"))) {
            end = at + 2;
            if (view.is(end, "OF")) {
                end++;
                while (view.isName(end)) {
                    end += view.is(end + 1, ",") || view.is(end + 1, ".") ? 2 : 1;
                    if (!view.is(end - 1, ",") && !view.is(end - 1, ".")) {
                        break;
                    }
                }
            }
            if (view.is(end, "NOWAIT")) {
                end++;
            } else if (view.is(end, "SKIP") && view.is(end + 1, "LOCKED")) {
                end += 2;
            } else if (view.is(end, "WAIT")) {
                end += 2;
            }
        } else {
            return;
        }
        rewriting.skip(at, end);
    }

    private void dual(int from) {
        if (view.is(from + 1, "DUAL")) {
            rewriting.skip(from, from + 2);
        }
    }

    /** IS TRUE and the like bind as IS NULL does. */
    private void truthTest(int is) {
        int at = view.is(is + 1, "NOT") ? is + 2 : is + 1;
        if (view.is(at, "TRUE") || view.is(at, "FALSE") || view.is(at, "UNKNOWN") || view.is(at, "NULL")) {
            rewriting.replace(at, "NULL");
        }
    }

    /** {@code INTERVAL expr unit}: the expression alone remains. The function INTERVAL(...) stays. */
    private void interval(int at) {
        int unit = at + 1;
        while (unit < to && !Words.INTERVAL_UNITS.contains(view.word(unit))) {
            if (view.is(unit, ",") || view.is(unit, ")") || Words.GRAMMAR.contains(view.word(unit))) {
                return;
            }
            unit = view.is(unit, "(") ? view.partner(unit) + 1 : unit + 1;
        }
        if (unit < to) {
            rewriting.skip(at, at + 1);
            rewriting.skip(unit, unit + 1);
        }
    }

    /** A multiplication binds about as tightly, and is no plain column either. */
    private void collate(int at) {
        rewriting.replace(at, "* " + view.ordinal(at));
        rewriting.skip(at + 1, at + 2);
    }

    private void escape(int at) {
        boolean followsLike = view.find("LIKE", Math.max(from, at - 12), at) >= 0;
        if (followsLike && (view.kind(at + 1).isLiteral() || view.kind(at + 1) == TokenKind.PARAMETER)) {
            rewriting.skip(at, at + 2);
        }
    }

    private void rollup(int at) {
        if (view.is(at + 1, "ROLLUP")) {
            rewriting.skip(at, at + 2);
        }
    }

    private void setDistinct(int at) {
        if (view.is(at + 1, "DISTINCT")) {
            rewriting.skip(at + 1, at + 2);
        }
    }

    private void sounds(int at) {
        if (view.is(at + 1, "LIKE")) {
            rewriting.skip(at, at + 1);
        }
    }

    private void memberOf(int at) {
        if (view.is(at + 1, "OF") && view.is(at + 2, "(")) {
            rewriting.replace(at, "LIKE");
            rewriting.skip(at + 1, at + 2);
        }
    }

    /** {@code = ANY (query)} is read as IN; that it is no IN, its token tells. */
    private void quantified(int at) {
        if (view.kind(at - 1) == TokenKind.OPERATOR && view.is(at + 1, "(")) {
            rewriting.replace(at - 1, "IN");
            rewriting.skip(at, at + 1);
        }
    }

    private void binary(int at) {
        rewriting.replace(at, "-");
    }

    private void joinWord(int at) {
        if (view.is(at + 1, "JOIN")) {
            rewriting.skip(at, at + 1);
        }
    }

    private boolean isFunction(int at) {
        if (!view.isName(at) || !view.is(at + 1, "(") || at + 1 >= to) {
            return false;
        }
        String word = view.word(at);
        if (view.is(at - 1, ")") || view.is(at - 1, "AS") || isCteName(at)) {
            return false;
        }
        if (word.equals("MOD") && isOperandEnd(at - 1)) {
            return false;
        }
        if (Words.RESERVED.contains(word)) {
            return Words.RESERVED_FUNCTIONS.contains(word);
        }
        return !Words.GRAMMAR.contains(word) || word.equals("LEFT") || word.equals("RIGHT");
    }

    private boolean isCteName(int at) {
        int close = view.partner(at + 1);
        return view.is(close + 1, "AS")
                && view.is(close + 2, "(")
                && (view.is(at - 1, "WITH") || view.is(at - 1, "RECURSIVE") || view.is(at - 1, ","));
    }

    private boolean isOperandEnd(int at) {
        TokenKind kind = view.kind(at);
        boolean isPlainWord = kind.isName() && !Words.RESERVED.contains(view.word(at));
        return isPlainWord || kind.isLiteral() || kind == TokenKind.PARAMETER || view.is(at, ")");
    }

    private void write(int at) {
        if (rewriting.isSkipped(at)) {
            return;
        }
        String replacement = rewriting.replacement(at);
        if (!replacement.isEmpty()) {
            put(replacement, false);
            return;
        }
        TokenKind kind = view.kind(at);
        switch (kind) {
            case WORD, QUOTED_IDENTIFIER -> writeName(at);
            case STRING_ALIAS -> put("i" + view.ordinal(at), true);
            case STRING, NATIONAL_STRING, INTRODUCED_STRING -> writeString(at);
            case INTEGER, DECIMAL, FLOAT, HEX, BIT, TEMPORAL, PARAMETER, LIST, BACKSLASH_N -> literal(at);
            case USER_VARIABLE, SYSTEM_VARIABLE -> literal(at);
            case ROWS -> literal(at);
            case LEFT_PAREN, COMMA, DOT -> put(view.word(at), false);
            case RIGHT_PAREN -> put(")", true);
            case OPERATOR -> put(operator(at), false);
            case NULL_ELEMENT,
                    BOOLEAN_ELEMENT,
                    DEFAULT_ELEMENT,
                    ACCOUNT_HOST,
                    NAMED_PARAMETER,
                    SEMICOLON,
                    HINT,
                    DIRECTIVE,
                    EXECUTABLE_OPEN,
                    EXECUTABLE_CLOSE,
                    INVALID -> throw view.unreadable(at);
        }
    }

    private void literal(int at) {
        put(Integer.toString(view.ordinal(at)), true);
    }

    /** A string after a value is an alias, or continues a string before it. */
    private void writeString(int at) {
        if (afterString) {
            return;
        }
        if (afterOperand) {
            put("i" + view.ordinal(at), true);
        } else {
            literal(at);
            afterString = true;
        }
    }

    private void writeName(int at) {
        String word = view.word(at);
        if (view.isQualified(at) || word.isEmpty()) {
            put("i" + view.ordinal(at), true);
        } else if (isFunction(at)) {
            put("f" + view.ordinal(at), false);
        } else if (Words.CALLED_WITHOUT_PARENTHESES.contains(word)) {
            put("f" + view.ordinal(at) + " ( )", true);
        } else {
            writeWord(at, word);
        }
    }

    private void writeWord(int at, String word) {
        switch (word) {
            case "CASE" -> {
                openCases++;
                put(word, false);
            }
            case "END" -> {
                if (openCases > 0) {
                    openCases--;
                    put(word, true);
                } else {
                    put("i" + view.ordinal(at), true);
                }
            }
            case "OFFSET" -> put(afterOperand && isInLimit(at) ? word : "i" + view.ordinal(at), false);
            case "NULL", "TRUE", "FALSE", "DEFAULT" -> literal(at);
            // Read as OR; the reader sees by the token that it is not.
            case "XOR" -> put("OR", false);
            case "DIV", "MOD" -> put("*", false);
            case "STRAIGHT_JOIN" -> put("JOIN", false);
            case "NOT" ->
                put(
                        view.tokens().mode().has(LexerMode.SqlMode.HIGH_NOT_PRECEDENCE) && !isNegation(at) ? "-" : word,
                        false);
            default -> {
                if (Words.GRAMMAR.contains(word)) {
                    put(word, false);
                } else if (Words.RESERVED.contains(word)) {
                    throw view.unreadable(at);
                } else {
                    put("i" + view.ordinal(at), true);
                }
            }
        }
    }

    private boolean isInLimit(int at) {
        return view.is(at - 2, "LIMIT");
    }

    /** NOT IN, NOT LIKE, NOT BETWEEN, IS NOT and NOT EXISTS: no operator of its own. */
    private boolean isNegation(int at) {
        return view.is(at - 1, "IS")
                || view.is(at + 1, "IN")
                || view.is(at + 1, "LIKE")
                || view.is(at + 1, "BETWEEN")
                || view.is(at + 1, "REGEXP")
                || view.is(at + 1, "RLIKE")
                || view.is(at + 1, "EXISTS");
    }

    /** Operators by how tightly they bind; which one it really is, the reader asks the tokens. */
    private String operator(int at) {
        String sign = view.word(at);
        boolean pipesConcatenate = view.tokens().mode().has(LexerMode.SqlMode.PIPES_AS_CONCAT);
        return switch (sign) {
            case "=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/" -> sign;
            case "<=>" -> "=";
            case "&&" -> "AND";
            case "||" -> pipesConcatenate ? "*" : "OR";
            case "!", "~" -> "-";
            case "|", "&", "<<", ">>" -> "+";
            case "^", "%", "->", "->>", ":=" -> "*";
            default -> throw view.unreadable(at);
        };
    }

    private void put(String what, boolean isOperand) {
        text.append(what).append(' ');
        afterOperand = isOperand;
        afterString = false;
    }
}
