package io.shardgate.planner.ast;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The keyspaces of the tables and routines that a statement names which is not planned, such as EXPLAIN, ANALYZE TABLE or
 * CALL. It looks at the words before names and does not understand the statement.
 */
public final class NamedKeyspaces {

    private static final Set<String> BEFORE_NAMES = Set.of(
            "FROM",
            "JOIN",
            "STRAIGHT_JOIN",
            "INTO",
            "UPDATE",
            "TABLE",
            "TABLES",
            "VIEW",
            "CALL",
            "HANDLER",
            "DESCRIBE",
            "DESC",
            "EXPLAIN",
            "PROCEDURE",
            "FUNCTION",
            "TRIGGER",
            "EVENT");

    private NamedKeyspaces() {}

    /**
     * The keyspaces, in the order in which they are named.
     *
     * @param selected the keyspace of names without one
     * @param isKeyspace tells keyspaces from a server's own schemas
     */
    public static Set<String> in(TokenView view, Optional<String> selected, Predicate<String> isKeyspace) {
        Set<String> keyspaces = new LinkedHashSet<>();
        for (TableScan.Name name : TableScan.after(BEFORE_NAMES, view)) {
            if (name.keyspace().isEmpty()) {
                selected.ifPresent(keyspaces::add);
            } else {
                name.keyspace().filter(isKeyspace).ifPresent(keyspaces::add);
            }
        }
        return keyspaces;
    }
}
