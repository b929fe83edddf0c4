package io.shardgate.planner.ast;

import io.shardgate.vschema.error.SqlError;
import java.util.Set;

/**
 * Turns functions whose arguments have a syntax of their own into plain calls with the same column arguments, since all that
 * matters of them here is which expressions they contain.
 */
final class FunctionRewriter {

    private static final Set<String> FROM_FOR = Set.of("SUBSTRING", "SUBSTR", "MID");
    private static final Set<String> UNIT_FIRST = Set.of("TIMESTAMPADD", "TIMESTAMPDIFF", "GET_FORMAT");

    private final TokenView view;
    private final Rewriting rewriting;

    FunctionRewriter(TokenView view, Rewriting rewriting) {
        this.view = view;
        this.rewriting = rewriting;
    }

    /** Rewrites the call whose name is at the index and whose parenthesis follows. */
    void rewrite(int name) {
        String function = view.word(name);
        int open = name + 1;
        int close = view.partner(open);
        if (FROM_FOR.contains(function)) {
            comma("FROM", open, close);
            comma("FOR", open, close);
        } else if (UNIT_FIRST.contains(function)) {
            int comma = view.find(",", open + 1, close);
            rewriting.skip(open + 1, comma < 0 ? open + 1 : comma + 1);
        } else {
            rewriteOther(function, open, close);
        }
        if (view.is(open + 1, "ALL")) {
            rewriting.skip(open + 1, open + 2);
        }
        rewriteOver(close + 1);
    }

    private void rewriteOther(String function, int open, int close) {
        switch (function) {
            case "CAST", "WEIGHT_STRING" -> skipFrom("AS", open, close);
            case "CONVERT" -> convert(open, close);
            case "EXTRACT" -> {
                int from = view.find("FROM", open + 1, close);
                rewriting.skip(open + 1, from < 0 ? open + 1 : from + 1);
            }
            case "TRIM" -> trim(open, close);
            case "POSITION" -> comma("IN", open, close);
            case "CHAR" -> skipFrom("USING", open, close);
            case "JSON_VALUE" -> skipFrom("RETURNING", open, close);
            case "GROUP_CONCAT" -> groupConcat(open, close);
            case "MATCH" -> match(close);
            case "JSON_TABLE" -> throw SqlError.UNSUPPORTED_QUERY.exception("JSON_TABLE with sharded tables");
            default -> {}
        }
    }

    /** {@code MATCH a, b AGAINST (...)}, which is no call until now. */
    void matchWithoutParentheses(int name) {
        int against = view.find("AGAINST", name + 1, view.count());
        if (against < 0 || !view.is(against + 1, "(")) {
            throw view.unreadable(name);
        }
        rewriting.replace(name, "f" + view.ordinal(name) + " (");
        against(against);
    }

    private void match(int close) {
        if (!view.is(close + 1, "AGAINST") || !view.is(close + 2, "(")) {
            throw view.unreadable(close + 1);
        }
        rewriting.skip(close, close + 1);
        against(close + 1);
    }

    /** Makes the pattern one more argument and drops the mode. */
    private void against(int against) {
        int open = against + 1;
        int close = view.partner(open);
        rewriting.replace(against, ",");
        rewriting.skip(open, open + 1);
        int in = view.find("IN", open + 1, close);
        int with = view.find("WITH", open + 1, close);
        int mode = in < 0 ? with : in;
        if (mode >= 0) {
            rewriting.skip(mode, close);
        }
    }

    private void convert(int open, int close) {
        int using = view.find("USING", open + 1, close);
        if (using >= 0) {
            rewriting.skip(using, close);
            return;
        }
        int comma = view.find(",", open + 1, close);
        if (comma >= 0) {
            rewriting.skip(comma, close);
        }
    }

    private void trim(int open, int close) {
        int first = open + 1;
        boolean hasSide = view.is(first, "LEADING") || view.is(first, "TRAILING") || view.is(first, "BOTH");
        if (hasSide) {
            rewriting.skip(first, first + 1);
            first++;
        }
        int from = view.find("FROM", first, close);
        if (from == first) {
            rewriting.skip(from, from + 1);
        } else if (from > first) {
            rewriting.replace(from, ",");
        }
    }

    private void groupConcat(int open, int close) {
        int separator = view.find("SEPARATOR", open + 1, close);
        if (separator >= 0) {
            rewriting.skip(separator, close);
        }
        int order = view.find("ORDER", open + 1, close);
        if (order >= 0 && view.is(order + 1, "BY")) {
            rewriting.replace(order, ",");
            rewriting.skip(order + 1, order + 2);
            for (int i = order; i < close; i++) {
                if (view.is(i, "ASC") || view.is(i, "DESC")) {
                    rewriting.skip(i, i + 1);
                }
            }
        }
    }

    /** The frame says nothing of columns; NULL treatment and such neither. */
    private void rewriteOver(int after) {
        int over = after;
        while (view.is(over, "RESPECT")
                || view.is(over, "IGNORE")
                || view.is(over, "NULLS")
                || (view.is(over, "FROM") && (view.is(over + 1, "FIRST") || view.is(over + 1, "LAST")))
                || ((view.is(over, "FIRST") || view.is(over, "LAST")) && over > after)) {
            over++;
        }
        if (!view.is(over, "OVER")) {
            return;
        }
        rewriting.skip(after, over);
        if (view.is(over + 1, "(")) {
            int close = view.partner(over + 1);
            boolean isInherited = view.isName(over + 2)
                    && !view.is(over + 2, "PARTITION")
                    && !view.is(over + 2, "ORDER")
                    && !Words.RESERVED.contains(view.word(over + 2));
            if (isInherited) {
                rewriting.skip(over + 2, over + 3);
            }
            for (String frame : new String[] {"ROWS", "RANGE", "GROUPS"}) {
                int at = view.find(frame, over + 2, close);
                if (at >= 0) {
                    rewriting.skip(at, close);
                }
            }
        }
    }

    private void comma(String word, int open, int close) {
        int at = view.find(word, open + 1, close);
        if (at >= 0) {
            rewriting.replace(at, ",");
        }
    }

    private void skipFrom(String word, int open, int close) {
        int at = view.find(word, open + 1, close);
        if (at >= 0) {
            rewriting.skip(at, close);
        }
    }
}
