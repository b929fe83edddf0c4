package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.TokenRange;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.List;

/** Where the clauses of the outermost SELECT are, as token indexes; a clause that is not there begins where the next does. */
final class Clauses {

    private final TokenView view;
    private final int selectList;
    private final int selectListEnd;
    private final int groupBy;
    private final int having;
    private final int orderBy;
    private final int limit;
    private final int tail;
    private final int end;

    Clauses(TokenView view, int from, int to) {
        this.view = view;
        int select = view.find("SELECT", from, to);
        if (select < 0) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "a query in parentheses over several shards; leave the outer parentheses out");
        }
        end = to;
        int[] found = {to, to, to, to, to, to, to};
        for (int i = select + 1; i < to; i++) {
            if (view.is(i, "(")) {
                i = view.partner(i);
                continue;
            }
            int clause = clause(i);
            if (clause >= 0 && found[clause] == to) {
                found[clause] = i;
            }
        }
        // A clause that is missing begins where the next one does.
        for (int i = found.length - 2; i >= 0; i--) {
            found[i] = Math.min(found[i], found[i + 1]);
        }
        selectListEnd = found[0];
        groupBy = found[1];
        having = found[2];
        orderBy = found[4];
        limit = found[5];
        tail = found[6];
        int first = select + 1;
        while (first < selectListEnd
                && !view.isQualified(first)
                && (view.is(first, "ALL")
                        || view.is(first, "DISTINCT")
                        || view.is(first, "DISTINCTROW")
                        || view.is(first, "HIGH_PRIORITY")
                        || view.is(first, "STRAIGHT_JOIN")
                        || view.word(first).startsWith("SQL_"))) {
            first++;
        }
        selectList = first;
    }

    /** Which clause begins here: 0 FROM (or WHERE), 1 GROUP BY, 2 HAVING, 3 WINDOW, 4 ORDER BY, 5 LIMIT, 6 locks; or -1. */
    private int clause(int i) {
        if (view.isQualified(i)) {
            return -1;
        }
        boolean hint = view.is(i - 1, "FOR");
        return switch (view.word(i)) {
            case "FROM" -> 0;
            case "GROUP" -> view.is(i + 1, "BY") && !hint ? 1 : -1;
            case "HAVING" -> 2;
            case "WINDOW" -> 3;
            case "ORDER" -> view.is(i + 1, "BY") && !hint ? 4 : -1;
            case "LIMIT" -> 5;
            case "FOR" -> view.is(i + 1, "UPDATE") || view.is(i + 1, "SHARE") ? 6 : -1;
            case "LOCK" -> view.is(i + 1, "IN") ? 6 : -1;
            default -> -1;
        };
    }

    /** The ordinal of the token where the select list ends. */
    int selectListEnd() {
        return view.ordinal(selectListEnd);
    }

    int orderBy() {
        return view.ordinal(orderBy);
    }

    int limit() {
        return view.ordinal(limit);
    }

    int tail() {
        return view.ordinal(tail);
    }

    int end() {
        return view.ordinal(end);
    }

    /** The elements of the select list, aliases included. */
    List<TokenRange> items() {
        return elements(selectList, selectListEnd);
    }

    List<TokenRange> groupByElements() {
        return groupBy == having ? List.of() : elements(groupBy + 2, having);
    }

    List<TokenRange> orderByElements() {
        return orderBy == limit ? List.of() : elements(orderBy + 2, limit);
    }

    private List<TokenRange> elements(int from, int to) {
        var elements = new ArrayList<TokenRange>();
        int start = from;
        while (start < to) {
            int comma = view.find(",", start, to);
            int stop = comma < 0 ? to : comma;
            elements.add(new TokenRange(view.ordinal(start), view.ordinal(stop)));
            start = stop + 1;
        }
        return elements;
    }

    /** The element without ASC or DESC at its end. */
    TokenRange withoutDirection(TokenRange element) {
        int last = view.index(element.to()) - 1;
        boolean directed = view.is(last, "ASC") || view.is(last, "DESC");
        return directed ? new TokenRange(element.from(), view.ordinal(last)) : element;
    }

    /** The element without its alias. */
    TokenRange withoutAlias(TokenRange element) {
        int last = view.index(element.to()) - 1;
        int end = view.is(last - 1, "AS") ? last - 1 : last;
        return new TokenRange(element.from(), view.ordinal(end));
    }
}
