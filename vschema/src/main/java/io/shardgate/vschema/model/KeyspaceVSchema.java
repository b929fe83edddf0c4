package io.shardgate.vschema.model;

import io.shardgate.vschema.vindex.Vindex;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the VSchema says of one keyspace.
 *
 * @param problems what is wrong with its definition; what they concern is left out of the rest, so that a query for it
 *     fails and others do not
 */
public record KeyspaceVSchema(
        String name,
        boolean sharded,
        boolean requireExplicitRouting,
        ForeignKeyMode foreignKeyMode,
        Map<String, Vindex> vindexes,
        Map<String, TableVSchema> tables,
        List<VSchemaProblem> problems) {

    public KeyspaceVSchema {
        vindexes = Copies.inOrder(vindexes);
        tables = Copies.inOrder(tables);
        problems = List.copyOf(problems);
    }

    /** A keyspace that has no VSchema. */
    public static KeyspaceVSchema unsharded(String name) {
        return new KeyspaceVSchema(name, false, false, ForeignKeyMode.UNSPECIFIED, Map.of(), Map.of(), List.of());
    }

    /** The table; an unsharded keyspace has every table that is asked for. Names compare as given. */
    public Optional<TableVSchema> findTable(String table) {
        TableVSchema listed = tables.get(table);
        if (listed != null) {
            return Optional.of(listed);
        }
        boolean isBroken = findProblem(table).isPresent();
        return sharded || isBroken ? Optional.empty() : Optional.of(TableVSchema.unsharded(name, table));
    }

    /** What is wrong with the definition of the table, if anything. */
    public Optional<VSchemaProblem> findProblem(String table) {
        return problems.stream()
                .filter(problem -> problem.table().equals(table))
                .findFirst();
    }
}
