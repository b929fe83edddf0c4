package io.shardgate.planner;

import io.shardgate.planner.ast.NamedKeyspaces;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.TableScan;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.grammar.Grammar;
import io.shardgate.planner.lexer.LexicalError;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.lexer.SessionUse;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.operator.SchemaView;
import io.shardgate.planner.primitive.Ddl;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertSelect;
import io.shardgate.planner.primitive.NextValue;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.rewrite.DdlPlanner;
import io.shardgate.planner.rewrite.DmlPlanner;
import io.shardgate.planner.rewrite.InsertPlanner;
import io.shardgate.planner.rewrite.SchemaFilter;
import io.shardgate.planner.rewrite.SelectPlanner;
import io.shardgate.planner.rewrite.StatementContext;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.ValueRef;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.planner.semantics.PlanningSchema;
import io.shardgate.planner.semantics.ShardScope;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.planner.statement.Statement;
import io.shardgate.planner.statement.StatementParser;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans one statement: decides which kind of planning it needs. Used once. */
final class StatementPlanner {

    private final QueryText text;
    private final PlanningSchema schema;
    private final PlanningOptions options;
    private final BoundValues values;
    private final SchemaView tables;

    StatementPlanner(QueryText text, BoundValues values, PlanningSchema schema, PlanningOptions options) {
        this.text = text;
        this.values = values;
        this.schema = schema;
        this.options = options;
        this.tables = new SchemaView(schema);
    }

    Plan plan() {
        if (text.lexicalError() != LexicalError.NONE) {
            return planUnreadable();
        }
        if (text.statementKind() == StatementKind.SELECT_NEXT) {
            return planNext();
        }
        if (isTargeted()) {
            return planTargeted();
        }
        return planByTables();
    }

    /** Only a server can say what is wrong with it, in its own words. */
    private Plan planUnreadable() {
        String keyspace = schema.defaultKeyspace().orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
        if (isSharded(keyspace)) {
            throw SqlError.SYNTAX_ERROR.exception(text.lexicalError().words(), 1);
        }
        return forward(keyspace, List.of(), List.of());
    }

    private boolean isSharded(String keyspace) {
        return schema.vschema().keyspace(keyspace).sharded();
    }

    private Plan planNext() {
        if (!(StatementParser.parse(text) instanceof Statement.SelectNext next)) {
            throw new IllegalStateException("a SELECT NEXT that is none");
        }
        TableVSchema sequence =
                tables.find(next.sequence().database(), next.sequence().table());
        if (sequence.type() != TableVSchema.Type.SEQUENCE) {
            throw SqlError.SEQUENCE_BAD_USE.exception(
                    "%s.%s is not a sequence".formatted(sequence.keyspace(), sequence.name()));
        }
        ValueRef count = next.count() instanceof Statement.NextCount.Parameter parameter
                ? new ValueRef.Parameter(parameter.index())
                : new ValueRef.Constant(SqlValue.of(((Statement.NextCount.Fixed) next.count()).count()));
        var root = new NextValue(sequence.keyspace(), sequence.name(), count);
        return finished(root, List.of(), tables.named(), Plan.Access.WRITE);
    }

    private boolean isTargeted() {
        return options.scope() != ShardScope.whole()
                && schema.defaultKeyspace().filter(this::isSharded).isPresent();
    }

    /** The client has chosen the shard, so the text goes there; but a row must not be written where it does not belong. */
    private Plan planTargeted() {
        String keyspace = schema.defaultKeyspace().orElseThrow();
        Routing routing = targetRouting(options.scope());
        StatementKind kind = text.statementKind();
        if (kind == StatementKind.INSERT || kind == StatementKind.REPLACE) {
            return planTargetedInsert(keyspace, routing);
        }
        if (kind.isDdl()) {
            return finished(new Ddl(keyspace, routing, "the target"), List.of(), List.of(), Plan.Access.WRITE);
        }
        if (kind.isDml()) {
            if (!options.unownedWrites()) {
                DmlPlanner.refuseMoves(new TokenView(text), tables);
            }
            var dml = new Dml(keyspace, routing, SplicedText.WHOLE, Dml.Counting.SUM, "the target");
            return finished(dml, List.of(), List.of(), Plan.Access.WRITE);
        }
        var route = new Route(keyspace, routing, SplicedText.WHOLE, "the target");
        return finished(route, List.of(), List.of(), access());
    }

    private Plan planTargetedInsert(String keyspace, Routing routing) {
        if (!routing.isSingle()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "INSERT with a key range as the target; choose the keyspace or one shard");
        }
        var view = new TokenView(text);
        Grammar.check(view, text.statementKind());
        var context = new StatementContext(view, values, tables, options);
        Primitive root = new InsertPlanner(context).planFor(routing);
        if (root instanceof InsertSelect select && select.placement() instanceof Insert.ByVindex) {
            return finished(root, context.guards(), tables.named(), Plan.Access.WRITE);
        }
        if (root instanceof Insert insert && insert.placement() instanceof Insert.ByVindex) {
            return new Plan(
                    text.statementKind(),
                    insert,
                    context.guards(),
                    tables.named(),
                    Plan.Access.WRITE,
                    Optional.of(insert));
        }
        var dml = new Dml(keyspace, routing, SplicedText.WHOLE, Dml.Counting.SUM, "the target");
        return finished(dml, context.guards(), tables.named(), Plan.Access.WRITE);
    }

    private static Routing targetRouting(ShardScope scope) {
        if (scope instanceof ShardScope.OneShard shard) {
            return new Routing.ByDestination(new Destination.In(shard.range()), shard.name(), true);
        }
        if (scope instanceof ShardScope.Range range) {
            return new Routing.ByDestination(new Destination.In(range.range()), "[" + range.range() + "]", false);
        }
        ShardScope.Id id = (ShardScope.Id) scope;
        return new Routing.ByDestination(
                new Destination.At(id.id()), "[" + id.id().hex() + "]", true);
    }

    private Plan planByTables() {
        var view = new TokenView(text);
        StatementKind kind = text.statementKind();
        if (kind.isDdl()) {
            return planDdl(view);
        }
        boolean isPlannable = kind == StatementKind.SELECT || kind.isDml();
        if (!isPlannable) {
            return planOther(view);
        }
        var context = new StatementContext(view, values, tables, options);
        Optional<String> asked = readsSystemTables(view) ? new SchemaFilter(context).keyspace() : Optional.empty();
        Set<String> keyspaces = asked.map(Set::of).orElseGet(() -> scannedKeyspaces(view));
        if (keyspaces.size() == 1 && !isSharded(keyspaces.iterator().next()) && !mayGenerate(view)) {
            return forward(keyspaces.iterator().next(), context.guards(), List.of());
        }
        Grammar.check(view, text.statementKind());
        return switch (kind) {
            case INSERT, REPLACE -> planInsert(view);
            case UPDATE, DELETE -> planDml(view);
            default -> planSelect(view);
        };
    }

    /** The keyspaces of all that may be a table. A name that is of no keyspace that we know is a matter for the server. */
    private Set<String> scannedKeyspaces(TokenView view) {
        Set<String> keyspaces = new LinkedHashSet<>();
        for (TableScan.Name name : TableScan.in(view)) {
            if (name.keyspace().isPresent()) {
                boolean known =
                        schema.vschema().keyspaces().containsKey(name.keyspace().get());
                if (known) {
                    keyspaces.add(name.keyspace().get());
                }
            } else {
                unqualifiedKeyspace(name.table()).ifPresent(keyspaces::add);
            }
        }
        if (keyspaces.isEmpty()) {
            schema.defaultKeyspace()
                    .filter(owner -> !SchemaView.isSystemSchema(owner))
                    .ifPresent(keyspaces::add);
        }
        return keyspaces;
    }

    private Optional<String> unqualifiedKeyspace(String table) {
        if (schema.defaultKeyspace().isPresent()) {
            return schema.defaultKeyspace();
        }
        return schema.vschema().keyspaces().values().stream()
                .filter(keyspace -> keyspace.tables().containsKey(table))
                .map(keyspace -> keyspace.name())
                .findFirst();
    }

    /** Whether it inserts into a table that takes ids from a sequence. */
    private boolean mayGenerate(TokenView view) {
        boolean inserts = text.statementKind() == StatementKind.INSERT || text.statementKind() == StatementKind.REPLACE;
        return inserts
                && TableScan.in(view).stream()
                        .anyMatch(name -> name.keyspace()
                                .or(() -> unqualifiedKeyspace(name.table()))
                                .flatMap(keyspace ->
                                        schema.vschema().keyspace(keyspace).findTable(name.table()))
                                .flatMap(TableVSchema::autoIncrement)
                                .isPresent());
    }

    private Plan.Access access() {
        if (text.statementKind() != StatementKind.SELECT) {
            return text.statementKind().isDml() || text.statementKind().isDdl() ? Plan.Access.WRITE : otherAccess();
        }
        boolean locks = text.uses(SessionUse.ROW_LOCK) || text.uses(SessionUse.LOCK_FUNCTION);
        return locks ? Plan.Access.LOCKING_READ : Plan.Access.READ;
    }

    private Plan.Access otherAccess() {
        return switch (text.statementKind()) {
            case SHOW, EXPLAIN, DESCRIBE, HELP, SET, USE, DO -> Plan.Access.READ;
            default -> Plan.Access.WRITE;
        };
    }

    /** Whether all that it reads are the server's own tables. */
    private boolean readsSystemTables(TokenView view) {
        List<TableScan.Name> read = TableScan.read(view);
        boolean isSelect = text.statementKind() == StatementKind.SELECT;
        return isSelect
                && !read.isEmpty()
                && read.stream()
                        .allMatch(name -> name.keyspace()
                                .or(schema::defaultKeyspace)
                                .filter(SchemaView::isSystemSchema)
                                .isPresent());
    }

    private Plan forward(String keyspace, List<Guard> guards, List<String> named) {
        Routing routing = Routing.Unsharded.UNSHARDED;
        String reason = "keyspace " + keyspace + " is unsharded";
        Primitive root = text.statementKind().isDml()
                ? new Dml(keyspace, routing, SplicedText.WHOLE, Dml.Counting.SUM, reason)
                : new Route(keyspace, routing, SplicedText.WHOLE, reason);
        return finished(root, guards, named, access());
    }

    private Plan finished(Primitive root, List<Guard> guards, List<String> named, Plan.Access access) {
        return new Plan(text.statementKind(), root, guards, named, access, Optional.empty());
    }

    private Plan planOther(TokenView view) {
        Set<String> known = schema.vschema().keyspaces().keySet();
        Set<String> keyspaces = NamedKeyspaces.in(view, schema.defaultKeyspace(), known::contains);
        if (keyspaces.size() > 1) {
            throw SqlError.UNSUPPORTED_QUERY.exception("a statement of this kind on several keyspaces: "
                    + String.join(" and ", keyspaces) + ", in: " + view.fragment(0, view.count()));
        }
        String keyspace = keyspaces.stream()
                .findFirst()
                .or(schema::defaultKeyspace)
                .orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
        if (isSharded(keyspace)) {
            throw SqlError.UNSUPPORTED_QUERY.exception("%s in the sharded keyspace %s: %s"
                    .formatted(
                            text.statementKind().name().replace('_', ' '), keyspace, view.fragment(0, view.count())));
        }
        return forward(keyspace, List.of(), List.of());
    }

    private Plan planDdl(TokenView view) {
        var planner = new DdlPlanner(new StatementContext(view, values, tables, options), text.statementKind());
        Primitive root = planner.plan();
        return finished(root, List.of(), planner.tables(), Plan.Access.WRITE);
    }

    private Plan planInsert(TokenView view) {
        var context = new StatementContext(view, values, tables, options);
        Primitive root = new InsertPlanner(context).plan(scannedKeyspaces(view));
        return finished(root, context.guards(), tables.named(), Plan.Access.WRITE);
    }

    private Plan planDml(TokenView view) {
        String word = text.statementKind().name();
        int verb = view.find(word, 0, view.count());
        var context = new StatementContext(view, values, tables, options);
        var planner = new DmlPlanner(context, verb);
        Query query = planner.query();
        Optional<String> unsharded = context.onlyUnsharded(query);
        if (unsharded.isPresent()) {
            return forward(unsharded.get(), List.of(), tables.named());
        }
        return finished(planner.plan(query), context.guards(), tables.named(), Plan.Access.WRITE);
    }

    private Plan planSelect(TokenView view) {
        refuseInto();
        var context = new StatementContext(view, values, tables, options);
        Primitive root = new SelectPlanner(context).plan();
        return finished(root, context.guards(), tables.named(), access());
    }

    private void refuseInto() {
        if (text.uses(SessionUse.INTO_FILE)) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "SELECT ... INTO a file from a sharded keyspace; the file would be on" + " a shard's server");
        }
        if (text.uses(SessionUse.INTO_VARIABLE)) {
            throw SqlError.UNSUPPORTED_QUERY.exception("SELECT ... INTO variables from a sharded keyspace; use SET");
        }
    }
}
