package io.shardgate.planner.ast;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.vschema.error.SqlError;

/** Says of clauses without a bearing on routing, and of operators that JSqlParser reads wrongly, what becomes of their tokens. */
final class ClauseRewriter {

    private final TokenView view;
    private final int from;
    private final int to;
    private final Rewriting rewriting;
    private final FunctionRewriter functions;

    ClauseRewriter(TokenView view, int from, int to, Rewriting rewriting) {
        this.view = view;
        this.from = from;
        this.to = to;
        this.rewriting = rewriting;
        this.functions = new FunctionRewriter(view, rewriting);
    }

    void rewrite() {
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
                case "WINDOW" -> window(i);
                case "{" -> odbcEscape(i);
                case "(" -> doubleParentheses(i);
                case "TABLE" -> throw unsupported("TABLE as a query (write SELECT * FROM instead)", i);
                case "VALUES" -> values(i);
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

    private RuntimeException unsupported(String what, int index) {
        return SqlError.UNSUPPORTED_QUERY.exception(
                what + " with sharded tables, in: " + view.fragment(index, Math.min(view.count(), index + 12)));
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
        if (Rewriting.isPrefix(view, at + 1)) {
            rewriting.skip(at, at + 1);
        } else {
            rewriting.replace(at, "-");
        }
    }

    /** Nothing looks at the windows that have names, but a query in one must be seen. */
    private void window(int at) {
        int end = at + 1;
        while (end < to
                && !view.is(end, "ORDER")
                && !view.is(end, "LIMIT")
                && !view.is(end, ")")
                && !view.is(end, "UNION")
                && !view.is(end, "EXCEPT")
                && !view.is(end, "INTERSECT")
                && !view.is(end, "FOR")
                && !view.is(end, "LOCK")) {
            end = view.is(end, "(") ? view.partner(end) + 1 : end + 1;
        }
        for (int i = at; i < end; i++) {
            if (view.is(i, "SELECT")) {
                return;
            }
        }
        rewriting.skip(at, end);
    }

    /** {@code {d '2020-01-01'}} becomes a call, {@code {OJ a LEFT JOIN b ON ...}} a join in parentheses. */
    private void odbcEscape(int at) {
        int close = at + 1;
        while (close < to && !view.is(close, "}")) {
            close = view.is(close, "(") ? view.partner(close) + 1 : close + 1;
        }
        if (close >= to) {
            throw view.unreadable(at);
        }
        boolean isJoin = view.is(at - 1, "FROM") || view.is(at - 1, "JOIN") || view.is(at + 1, "OJ");
        rewriting.replace(at, isJoin ? "(" : "f" + view.ordinal(at + 1) + " (");
        rewriting.skip(at + 1, at + 2);
        rewriting.replace(close, ")");
    }

    /** A derived table in more parentheses than it needs. */
    private void doubleParentheses(int at) {
        boolean isDerived =
                view.is(at - 1, "FROM") || view.is(at - 1, "JOIN") || (at > from && rewriting.isSkipped(at - 1));
        boolean isDouble = view.is(at + 1, "(") && view.partner(at + 1) + 1 == view.partner(at);
        if (isDerived && isDouble && view.partner(at) < to && holdsQuery(at + 1)) {
            rewriting.skip(at, at + 1);
            rewriting.skip(view.partner(at), view.partner(at) + 1);
        }
    }

    private boolean holdsQuery(int open) {
        int first = open + 1;
        while (view.is(first, "(")) {
            first++;
        }
        return view.is(first, "SELECT") || view.is(first, "WITH");
    }

    private void values(int at) {
        if (view.is(at + 1, "ROW") || view.kind(at + 1) == TokenKind.ROWS) {
            throw unsupported("VALUES as a query", at);
        }
    }

    private void joinWord(int at) {
        if (view.is(at + 1, "JOIN")) {
            rewriting.skip(at, at + 1);
        }
    }

    /** Whether the name and the parenthesis behind it are a call. */
    boolean isFunction(int at) {
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
}
