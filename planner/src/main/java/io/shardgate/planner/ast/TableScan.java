package io.shardgate.planner.ast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what may be tables by the words before them, without understanding the statement. It misses no table, but may take
 * other names for tables.
 */
public final class TableScan {

    private static final Set<String> BEFORE_TABLES = Set.of(
            "FROM",
            "JOIN",
            "STRAIGHT_JOIN",
            "INTO",
            "UPDATE",
            "TABLE",
            "TABLES",
            "USING",
            "REFERENCES",
            "LIKE",
            "REPLACE",
            "INSERT",
            "IGNORE",
            "LOW_PRIORITY",
            "HIGH_PRIORITY",
            "DELAYED",
            "DELETE",
            "QUICK",
            "VIEW",
            "ON",
            "TO",
            "EXISTS",
            "TRUNCATE");

    private static final Set<String> READ_FROM = Set.of("FROM", "JOIN", "STRAIGHT_JOIN");

    private TableScan() {}

    /** A name that may be a table's. */
    public record Name(Optional<String> keyspace, String table) {}

    public static List<Name> in(TokenView view) {
        return after(BEFORE_TABLES, view);
    }

    /** The tables that a query reads, besides some in lists that go on behind a join. */
    public static List<Name> read(TokenView view) {
        return after(READ_FROM, view);
    }

    /** The names that stand behind one of these words. */
    static List<Name> after(Set<String> words, TokenView view) {
        var names = new ArrayList<Name>();
        for (int i = 0; i < view.count(); i++) {
            if (words.contains(view.word(i)) && !view.isQualified(i)) {
                names(view, i + 1, names);
            }
        }
        return names;
    }

    /** Names with commas between them, each perhaps with an alias or in parentheses. */
    private static void names(TokenView view, int from, List<Name> names) {
        int i = from;
        while (i < view.count()) {
            while (view.is(i, "(")) {
                i++;
            }
            if (!view.isName(i) || isKeyword(view, i)) {
                return;
            }
            boolean qualified = view.is(i + 1, ".") && view.isName(i + 2);
            names.add(
                    qualified
                            ? new Name(Optional.of(view.name(i)), view.name(i + 2))
                            : new Name(Optional.empty(), view.name(i)));
            i += qualified ? 3 : 1;
            if (view.is(i, "PARTITION") && view.is(i + 1, "(")) {
                i = view.partner(i + 1) + 1;
            }
            if (view.is(i, "AS")) {
                i++;
            }
            if (view.isName(i) && !isKeyword(view, i)) {
                i++;
            }
            while (view.is(i, ")")) {
                i++;
            }
            if (!view.is(i, ",")) {
                return;
            }
            i++;
        }
    }

    private static boolean isKeyword(TokenView view, int index) {
        return Words.RESERVED.contains(view.word(index)) && !view.isQualified(index);
    }
}
