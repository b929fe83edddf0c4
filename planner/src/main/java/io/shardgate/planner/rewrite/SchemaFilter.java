package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.routing.ValueList;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which keyspace a query of the server's own tables asks about: the one whose name it compares a column with, as in
 * {@code WHERE table_schema = 'customer'}. Servers know only the keyspace that they belong to.
 */
public final class SchemaFilter {

    /** Columns of information_schema, performance_schema and mysql that hold the name of a database. */
    private static final Set<String> SCHEMA_COLUMNS = Set.of(
            "TABLE_SCHEMA",
            "SCHEMA_NAME",
            "CONSTRAINT_SCHEMA",
            "UNIQUE_CONSTRAINT_SCHEMA",
            "REFERENCED_TABLE_SCHEMA",
            "INDEX_SCHEMA",
            "TRIGGER_SCHEMA",
            "EVENT_OBJECT_SCHEMA",
            "EVENT_SCHEMA",
            "ROUTINE_SCHEMA",
            "SPECIFIC_SCHEMA",
            "OBJECT_SCHEMA",
            "DB");

    private final StatementContext context;
    private final TokenView view;

    public SchemaFilter(StatementContext context) {
        this.context = context;
        this.view = context.view();
    }

    /**
     * The keyspace, empty if the query names none.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY if it names several
     */
    public Optional<String> keyspace() {
        Set<String> known = context.schema().schema().vschema().keyspaces().keySet();
        Set<String> named = new LinkedHashSet<>();
        for (ValueList values : comparedValues()) {
            Guard.Names guard = Guard.Names.of(values, known, context.values());
            context.guard(guard);
            named.addAll(guard.expected());
        }
        if (named.size() > 1) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "the servers' own tables read for several keyspaces: %s; ask for one after the other"
                            .formatted(String.join(" and ", named)));
        }
        return named.stream().findFirst();
    }

    private List<ValueList> comparedValues() {
        List<ValueList> all = new ArrayList<>();
        for (int i = 0; i < view.count(); i++) {
            if (!view.isName(i) || !SCHEMA_COLUMNS.contains(view.name(i).toUpperCase(Locale.ROOT))) {
                continue;
            }
            if (view.is(i + 1, "IN") && view.is(i + 2, "(")) {
                values(i + 3).ifPresent(all::add);
            } else if (view.is(i + 1, "=") || view.is(i + 1, "<=>") || view.is(i + 1, "LIKE")) {
                values(i + 2).ifPresent(all::add);
            }
            int before = view.is(i - 1, ".") ? i - 3 : i - 1;
            if (before >= 1 && (view.is(before, "=") || view.is(before, "<=>"))) {
                values(before - 1).ifPresent(all::add);
            }
        }
        return all;
    }

    private Optional<ValueList> values(int index) {
        if (index >= view.count()) {
            return Optional.empty();
        }
        int token = view.ordinal(index);
        return switch (view.kind(index)) {
            case STRING -> Optional.of(new ValueList.Listed(List.of(new ValueRef.Literal(token, false))));
            case PARAMETER ->
                Optional.of(new ValueList.Listed(
                        List.of(new ValueRef.Parameter(view.tokens().parameterIndex(token)))));
            case LIST -> Optional.of(new ValueList.Slot(token));
            default -> Optional.empty();
        };
    }
}
