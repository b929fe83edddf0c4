package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.TableScan;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.grammar.Grammar;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.operator.SchemaView;
import io.shardgate.planner.primitive.Ddl;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.semantics.PlanningSchema;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans changes of the schema, which go to all shards of one keyspace. */
public final class DdlPlanner {

    private static final Set<String> NOT_NAMES = Set.of("IF", "NOT", "EXISTS", "ONLINE", "OFFLINE", "IGNORE", "TABLE");

    private final StatementContext context;
    private final TokenView view;
    private final StatementKind kind;
    private final List<String> tables = new ArrayList<>();

    public DdlPlanner(StatementContext context, StatementKind kind) {
        this.context = context;
        this.view = context.view();
        this.kind = kind;
    }

    /** The tables that it names, as keyspace.table; known after {@link #plan}. */
    public List<String> tables() {
        return tables;
    }

    public Primitive plan() {
        Optional<String> keyspace = Optional.empty();
        for (TableScan.Name name : names()) {
            String own = keyspaceOf(name);
            if (keyspace.isPresent() && !keyspace.get().equals(own)) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "one statement that changes the schemas of two keyspaces, %s and %s"
                                .formatted(keyspace.get(), own));
            }
            keyspace = Optional.of(own);
            tables.add(own + "." + name.table());
        }
        String owner =
                keyspace.or(() -> schema().defaultKeyspace()).orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
        if (!schema().vschema().keyspace(owner).sharded()) {
            return new Ddl(owner, Routing.Unsharded.UNSHARDED, "keyspace " + owner + " is unsharded");
        }
        refuseOnShards(owner);
        Grammar.check(view, kind);
        return new Ddl(owner, Routing.Scatter.SCATTER, "all shards have the same tables");
    }

    private PlanningSchema schema() {
        return context.schema().schema();
    }

    private String keyspaceOf(TableScan.Name name) {
        if (name.keyspace().isPresent()) {
            String written = name.keyspace().get();
            if (SchemaView.isSystemSchema(written)) {
                throw SqlError.UNSUPPORTED_QUERY.exception("changing tables of " + written);
            }
            return written;
        }
        return schema().defaultKeyspace()
                .orElseGet(() -> schema().vschema().table(name.table()).keyspace());
    }

    private void refuseOnShards(String keyspace) {
        boolean possible = switch (kind) {
            case CREATE_TABLE,
                    ALTER_TABLE,
                    DROP_TABLE,
                    TRUNCATE,
                    RENAME_TABLE,
                    CREATE_INDEX,
                    DROP_INDEX,
                    CREATE_VIEW,
                    DROP_VIEW -> true;
            default -> false;
        };
        if (!possible) {
            throw SqlError.UNSUPPORTED_QUERY.exception("%s in the sharded keyspace %s: %s"
                    .formatted(kind.name().replace('_', ' '), keyspace, view.fragment(0, view.count())));
        }
        for (int i = 0; i < view.count(); i++) {
            if (view.is(i, "TEMPORARY") && i < 3) {
                throw SqlError.UNSUPPORTED_QUERY.exception("temporary tables in the sharded keyspace " + keyspace);
            }
            if (view.is(i, "SELECT") && kind == StatementKind.CREATE_TABLE && !view.isQualified(i)) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "CREATE TABLE ... SELECT in the sharded keyspace " + keyspace);
            }
        }
        if (kind == StatementKind.CREATE_VIEW) {
            refuseForeignTables(keyspace);
        }
    }

    private void refuseForeignTables(String keyspace) {
        for (TableScan.Name name : TableScan.in(view)) {
            boolean foreign = name.keyspace()
                    .filter(own -> !own.equals(keyspace)
                            && schema().vschema().keyspaces().containsKey(own))
                    .isPresent();
            if (foreign) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "a view over tables of two keyspaces: " + view.fragment(0, view.count()));
            }
        }
    }

    /** The tables that are changed. */
    private List<TableScan.Name> names() {
        return switch (kind) {
            case CREATE_TABLE, ALTER_TABLE -> list(after("TABLE"), false);
            case DROP_TABLE -> list(after(view.find("TABLES", 0, view.count()) >= 0 ? "TABLES" : "TABLE"), true);
            case TRUNCATE -> list(view.is(1, "TABLE") ? 2 : 1, false);
            case RENAME_TABLE -> renamed();
            case CREATE_INDEX, DROP_INDEX -> list(after("ON"), false);
            case CREATE_VIEW -> list(after("VIEW"), false);
            case DROP_VIEW -> list(after("VIEW"), true);
            default -> List.of();
        };
    }

    private int after(String word) {
        int at = view.find(word, 0, view.count());
        if (at < 0) {
            throw view.syntaxError(view.count());
        }
        return at + 1;
    }

    private List<TableScan.Name> list(int from, boolean many) {
        var names = new ArrayList<TableScan.Name>();
        int i = from;
        while (NOT_NAMES.contains(view.word(i))) {
            i++;
        }
        boolean more = true;
        while (more) {
            names.add(name(i));
            i += view.is(i + 1, ".") ? 3 : 1;
            more = many && view.is(i, ",");
            i++;
        }
        return names;
    }

    private TableScan.Name name(int at) {
        if (!view.isName(at)) {
            throw view.syntaxError(at);
        }
        boolean qualified = view.is(at + 1, ".") && view.isName(at + 2);
        return qualified
                ? new TableScan.Name(Optional.of(view.name(at)), view.name(at + 2))
                : new TableScan.Name(Optional.empty(), view.name(at));
    }

    private List<TableScan.Name> renamed() {
        var names = new ArrayList<TableScan.Name>();
        int i = 2;
        while (i < view.count()) {
            names.add(name(i));
            i += view.is(i + 1, ".") ? 3 : 1;
            boolean continues = view.is(i, "TO") || view.is(i, ",");
            if (!continues && i < view.count()) {
                throw view.syntaxError(i);
            }
            i++;
        }
        return names;
    }
}
