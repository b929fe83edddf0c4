package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.From;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.Tables;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.operator.SchemaView;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the planning of one statement shares: its tokens, values and schema, and the guards found so far. */
public record StatementContext(
        TokenView view, BoundValues values, SchemaView schema, PlanningOptions options, List<Guard> guards) {

    public StatementContext(TokenView view, BoundValues values, SchemaView schema, PlanningOptions options) {
        this(view, values, schema, options, new ArrayList<>());
    }

    void guard(Guard guard) {
        if (!guards.contains(guard)) {
            guards.add(guard);
        }
    }

    /** The same statement, of which only a part is looked at. */
    StatementContext part(int fromIndex, int toIndex) {
        return new StatementContext(view.part(fromIndex, toIndex), values, schema, options, guards);
    }

    /**
     * The keyspace of all tables, if it is one and unsharded.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY when there are several
     */
    public Optional<String> onlyUnsharded(Query query) {
        Set<String> keyspaces = new LinkedHashSet<>();
        for (From.Table table : Tables.in(query)) {
            keyspaces.add(schema.find(table).keyspace());
        }
        if (keyspaces.size() > 1) {
            throw SqlError.UNSUPPORTED_QUERY.exception("tables of two keyspaces read together: %s, in: %s"
                    .formatted(String.join(" and ", keyspaces), view.fragment(0, view.count())));
        }
        return keyspaces.stream()
                .filter(keyspace -> !schema.isSharded(keyspace))
                .findFirst();
    }

    /** Whether it is one of the server's own tables, such as those of information_schema. */
    boolean isSystemTable(From.Table table) {
        return table.keyspace()
                .or(() -> schema.schema().defaultKeyspace())
                .filter(SchemaView::isSystemSchema)
                .isPresent();
    }

    /** Where to ask what any server can answer: the selected keyspace, else an unsharded one, else any. */
    String anyKeyspace() {
        Set<String> all = schema.schema().vschema().keyspaces().keySet();
        Optional<String> selected =
                schema.schema().defaultKeyspace().filter(owner -> !SchemaView.isSystemSchema(owner));
        return selected.or(() -> all.stream()
                        .filter(keyspace -> !schema.isSharded(keyspace))
                        .findFirst())
                .or(() -> all.stream().findFirst())
                .orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
    }
}
