package io.shardgate.planner.ast;

import java.util.Set;

/**
 * Whether the tokens around a predicate leave no doubt that it stands there as a whole, whatever the parser thinks of
 * precedence.
 */
final class Surroundings {

    private static final Set<String> BEFORE = Set.of("WHERE", "ON", "AND", "&&", "OR", "(", "HAVING");

    private static final Set<String> AFTER = Set.of(
            "WHERE",
            "AND",
            "&&",
            "OR",
            ")",
            ",",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "FOR",
            "LOCK",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "JOIN",
            "LEFT",
            "RIGHT",
            "INNER",
            "CROSS",
            "NATURAL",
            "STRAIGHT_JOIN",
            "WINDOW",
            "ON",
            "INTO",
            "SET");

    private static final Set<String> PREDICATES =
            Set.of("=", "<", ">", "<=", ">=", "<>", "!=", "<=>", "LIKE", "REGEXP", "RLIKE", "IN", "BETWEEN", "IS");

    private final TokenView view;
    private final boolean mayTrust;

    Surroundings(TokenView view) {
        this.view = view;
        boolean assigns = false;
        for (int i = 0; i < view.count(); i++) {
            assigns |= view.is(i, ":=");
        }
        // An assignment binds more loosely than anything that it is mixed with.
        mayTrust = !assigns;
    }

    /** Whether a predicate can be nothing but these tokens. */
    boolean isWhole(TokenRange range) {
        if (!range.isKnown() || !mayTrust) {
            return false;
        }
        int before = view.index(range.from()) - 1;
        int after = view.index(range.to());
        boolean endsStatement = after >= view.count();
        return BEFORE.contains(view.word(before)) && (endsStatement || AFTER.contains(view.word(after)));
    }

    /** Whether the tokens between two ranges are exactly these words. */
    boolean areBetween(TokenRange left, TokenRange right, String... words) {
        if (!left.isKnown() || !right.isKnown()) {
            return false;
        }
        int index = view.index(left.to());
        for (String word : words) {
            if (!view.is(index, word)) {
                return false;
            }
            index++;
        }
        return index == view.index(right.from());
    }

    /** The first word between two ranges that is no parenthesis; empty when that cannot be told. */
    String operator(TokenRange left, TokenRange right) {
        if (!left.isKnown() || !right.isKnown()) {
            return "";
        }
        for (int i = view.index(left.to()); i < view.index(right.from()); i++) {
            if (!view.is(i, ")") && !view.is(i, "(")) {
                return view.word(i);
            }
        }
        return "";
    }

    /** Whether a comparison or another predicate is in the range, outside of parentheses. */
    boolean holdsPredicate(TokenRange range) {
        if (!range.isKnown()) {
            return false;
        }
        for (int i = view.index(range.from()); i < view.index(range.to()); i++) {
            if (view.is(i, "(")) {
                i = view.partner(i);
            } else if (PREDICATES.contains(view.word(i)) && !view.isQualified(i)) {
                return true;
            }
        }
        return false;
    }
}
