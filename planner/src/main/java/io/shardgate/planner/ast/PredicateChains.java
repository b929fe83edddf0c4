package io.shardgate.planner.ast;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Predicates that are operands of others, {@code a = b IS NULL} or {@code 1 < x < 10}, which JSqlParser does not read. The
 * later ones become additions or conjunctions, or are left out; the reader sees by the tokens that they are none of these, and
 * trusts no predicate that another one follows.
 */
final class PredicateChains {

    private final TokenView view;
    private final Rewriting rewriting;
    private final Deque<Level> outer = new ArrayDeque<>();
    private Level level = new Level();

    /** What has been read since the last connective, within one pair of parentheses or one CASE. */
    private static final class Level {
        private Seen seen = Seen.NOTHING;

        /** How many BETWEEN still wait for their AND. */
        private int open;

        /** Whether the innermost BETWEEN was written as an addition. */
        private boolean isAdded;
    }

    private enum Seen {
        NOTHING,
        COMPARISON,
        OTHER_PREDICATE
    }

    PredicateChains(TokenView view, Rewriting rewriting) {
        this.view = view;
        this.rewriting = rewriting;
    }

    /** To be called for every token in order, before it is written. */
    void enter(int at) {
        if (view.isQualified(at) && !view.is(at, "(")) {
            return;
        }
        switch (view.word(at)) {
            case "(", "CASE" -> {
                outer.push(level);
                level = new Level();
            }
            case ")", "END" -> {
                if (!outer.isEmpty()) {
                    level = outer.pop();
                }
            }
            case "AND" -> and(at);
            case ",", "&&", "OR", "||", "XOR", "WHEN", "THEN", "ELSE" -> level = new Level();
            case "SELECT", "FROM", "WHERE", "ON", "HAVING", "BY", "LIMIT", "JOIN", "UNION", "EXCEPT", "INTERSECT" ->
                level = new Level();
            case "=", "<", ">", "<=", ">=", "<>", "!=", "<=>" -> comparison(at);
            case "LIKE", "REGEXP", "RLIKE", "IN", "BETWEEN" -> predicate(at);
            case "IS" -> is(at);
            default -> {}
        }
    }

    private void and(int at) {
        if (level.open == 0) {
            level = new Level();
            return;
        }
        level.open--;
        if (level.isAdded) {
            rewriting.replace(at, "+");
            level.isAdded = false;
        }
    }

    private void comparison(int at) {
        switch (level.seen) {
            case NOTHING -> level.seen = Seen.COMPARISON;
            case COMPARISON -> rewriting.replace(at, "+");
            case OTHER_PREDICATE -> rewriting.replace(at, "AND");
        }
    }

    /** One that binds more tightly than a comparison before it. */
    private void predicate(int at) {
        boolean isBetween = view.is(at, "BETWEEN");
        if (level.seen == Seen.COMPARISON) {
            rewriting.replace(at, "+");
            if (view.is(at + 1, "BINARY")) {
                rewriting.skip(at + 1, at + 2);
            }
            level.isAdded = isBetween;
        } else {
            level.seen = Seen.OTHER_PREDICATE;
        }
        if (isBetween) {
            level.open++;
        }
    }

    private void is(int at) {
        if (level.seen == Seen.NOTHING) {
            level.seen = Seen.OTHER_PREDICATE;
            return;
        }
        int end = view.is(at + 1, "NOT") ? at + 3 : at + 2;
        rewriting.skip(at, end);
    }
}
