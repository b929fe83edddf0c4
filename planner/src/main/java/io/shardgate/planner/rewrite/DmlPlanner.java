package io.shardgate.planner.rewrite;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.ast.QueryParser;
import io.shardgate.planner.ast.TableScan;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.operator.Analysis;
import io.shardgate.planner.operator.Analyzer;
import io.shardgate.planner.operator.Router;
import io.shardgate.planner.operator.SchemaView;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Primitive;
import io.shardgate.planner.routing.Guard;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.Source;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.model.ColumnVindex;
import io.shardgate.vschema.model.TableVSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans UPDATE and DELETE of sharded tables. Used once. */
public final class DmlPlanner {

    private static final Set<String> MODIFIERS = Set.of("LOW_PRIORITY", "QUICK", "IGNORE");

    private final StatementContext context;
    private final TokenView view;
    private final int verb;
    private int condition;
    private final List<Assignment> assignments = new ArrayList<>();
    private final List<List<String>> deleted = new ArrayList<>();

    /** {@code column = expr}, as token indexes of the expression. */
    private record Assignment(Expr.Column column, int from, int to) {}

    /** Takes a statement whose verb is at the index; a WITH clause may come before it. */
    public DmlPlanner(StatementContext context, int verb) {
        this.context = context;
        this.view = context.view();
        this.verb = verb;
    }

    /**
     * For an UPDATE that goes to the shard that the client chose, read or not: that it changes no column which decides on
     * which shard its rows are.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException WRONG_SHARD
     */
    public static void refuseMoves(TokenView view, SchemaView schema) {
        int set = view.find("SET", 0, view.count());
        if (set < 0) {
            return;
        }
        for (TableScan.Name name : TableScan.in(view)) {
            Optional<TableVSchema> table = name.keyspace()
                    .or(() -> schema.schema().defaultKeyspace())
                    .filter(schema.schema().vschema().keyspaces()::containsKey)
                    .flatMap(keyspace ->
                            schema.schema().vschema().keyspace(keyspace).findTable(name.table()));
            Optional<ColumnVindex> primary = table.flatMap(TableVSchema::findPrimaryVindex);
            for (int i = set + 1; i < view.count() && primary.isPresent(); i++) {
                boolean isAssigned = view.isName(i)
                        && view.is(i + 1, "=")
                        && (i == set + 1 || view.is(i - 1, ",") || view.is(i - 1, "."));
                if (isAssigned && hasColumn(primary.get(), view.name(i))) {
                    throw SqlError.WRONG_SHARD.exception(
                            "%s of %s may be changed to a value whose row another shard owns; change it without naming a shard"
                                    .formatted(view.name(i), name.table()));
                }
            }
        }
    }

    private static boolean hasColumn(ColumnVindex vindex, String name) {
        return vindex.columns().stream().anyMatch(column -> column.equalsIgnoreCase(name));
    }

    /** The statement's tables and conditions as a query, whose select list is what an UPDATE assigns. */
    public Query query() {
        return view.is(verb, "UPDATE") ? readUpdate() : readDelete();
    }

    private int afterModifiers() {
        int i = verb + 1;
        while (MODIFIERS.contains(view.word(i))) {
            i++;
        }
        return i;
    }

    private int conditionFrom(int from) {
        for (int i = from; i < view.count(); i++) {
            if (view.is(i, "(")) {
                i = view.partner(i);
                continue;
            }
            boolean begins = view.is(i, "WHERE")
                    || view.is(i, "LIMIT")
                    || (view.is(i, "ORDER") && view.is(i + 1, "BY"))
                    || view.is(i, "RETURNING");
            if (begins && !view.isQualified(i)) {
                return i;
            }
        }
        return view.count();
    }

    private Query readUpdate() {
        int tables = afterModifiers();
        int set = view.find("SET", tables, view.count());
        if (set < 0) {
            throw view.unreadable(tables);
        }
        condition = conditionFrom(set);
        readAssignments(set + 1);
        var parts = new ArrayList<QueryParser.Part>();
        parts.add(QueryParser.Part.tokens(0, verb));
        String before = "SELECT ";
        for (Assignment assignment : assignments) {
            parts.add(QueryParser.Part.text(before));
            parts.add(QueryParser.Part.tokens(assignment.from(), assignment.to()));
            before = ", ";
        }
        return parse(parts, tables, set);
    }

    private void readAssignments(int from) {
        int start = from;
        while (start < condition) {
            int comma = view.find(",", start, condition);
            int stop = comma < 0 ? condition : comma;
            int equals = view.find("=", start, stop);
            if (equals < 0) {
                equals = view.find(":=", start, stop);
            }
            boolean wellFormed = equals > start && equals + 1 < stop && (equals - start) % 2 == 1;
            if (!wellFormed) {
                throw view.unreadable(start);
            }
            assignments.add(new Assignment(columnName(start, equals), equals + 1, stop));
            start = stop + 1;
            if (comma >= 0 && start >= condition) {
                throw view.unreadable(comma);
            }
        }
        if (assignments.isEmpty()) {
            throw view.unreadable(from);
        }
    }

    private Expr.Column columnName(int from, int to) {
        var names = new ArrayList<String>();
        for (int i = from; i < to; i += 2) {
            boolean continues = i + 1 < to;
            if (!view.isName(i) || (continues && !view.is(i + 1, "."))) {
                throw view.unreadable(i);
            }
            names.add(view.name(i));
        }
        return new Expr.Column(
                names.subList(0, names.size() - 1),
                names.get(names.size() - 1),
                new io.shardgate.planner.ast.TokenRange(view.ordinal(from), view.ordinal(to)));
    }

    private Query readDelete() {
        int start = afterModifiers();
        int from = view.find("FROM", start, view.count());
        if (from < 0) {
            throw view.unreadable(start);
        }
        condition = conditionFrom(from);
        int using = view.find("USING", from, condition);
        int tables = from + 1;
        if (from > start) {
            readDeleted(start, from);
        } else if (using >= 0) {
            readDeleted(from + 1, using);
            tables = using + 1;
        }
        var parts = new ArrayList<QueryParser.Part>();
        parts.add(QueryParser.Part.tokens(0, verb));
        parts.add(QueryParser.Part.text("SELECT 0 "));
        return parse(parts, tables, condition);
    }

    private void readDeleted(int from, int to) {
        int i = from;
        while (i < to) {
            var names = new ArrayList<String>();
            names.add(view.name(i));
            while (view.is(i + 1, ".")) {
                if (!view.is(i + 2, "*")) {
                    names.add(view.name(i + 2));
                }
                i += 2;
            }
            deleted.add(names);
            i++;
            if (i < to && !view.is(i, ",")) {
                throw view.unreadable(i);
            }
            i++;
        }
    }

    private Query parse(List<QueryParser.Part> parts, int tables, int tablesEnd) {
        int returning = view.find("RETURNING", condition, view.count());
        if (returning >= 0) {
            throw SqlError.UNSUPPORTED_QUERY.exception("RETURNING with sharded tables");
        }
        parts.add(QueryParser.Part.text(" FROM "));
        parts.add(QueryParser.Part.tokens(tables, tablesEnd));
        parts.add(QueryParser.Part.tokens(condition, view.count()));
        return QueryParser.parse(view, parts.toArray(new QueryParser.Part[0]));
    }

    /** Plans the statement whose {@link #query} this is. */
    public Primitive plan(Query query) {
        if (!(query instanceof Query.Block block)) {
            throw view.unreadable(verb);
        }
        var router = new Router(context.values());
        var analyzer = new Analyzer(context.schema(), router);
        Analysis analysis = analyzer.analyze(query);
        Router.Choice choice = analyzer.route(analysis);
        router.guards().forEach(context::guard);
        String keyspace = analyzer.keyspace().orElseThrow(() -> view.unreadable(verb));

        List<Source.Table> targets = targets(analysis);
        for (int i = 0; i < assignments.size(); i++) {
            checkAssignment(assignments.get(i), (Query.Output) block.items().get(i), analysis, choice);
        }
        boolean writesReference =
                targets.stream().anyMatch(target -> target.vschema().type() == TableVSchema.Type.REFERENCE);
        if (writesReference) {
            return planReference(targets, analysis, block, keyspace);
        }
        targets.forEach(this::refuseLookups);
        if (!choice.routing().isSingle()) {
            refuseOverShards(block, analysis, choice);
        }
        return new Dml(
                keyspace,
                choice.routing(),
                SelectPlanner.text(view, choice.routing()),
                Dml.Counting.SUM,
                choice.reason());
    }

    private void refuseOverShards(Query.Block block, Analysis analysis, Router.Choice choice) {
        if (block.limit().isPresent()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(view.word(verb)
                    + " with LIMIT over several shards (" + choice.reason()
                    + "), as each shard would count its own rows");
        }
        if (!analysis.needsSingle().isEmpty()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(analysis.needsSingle().get(0) + " (" + choice.reason()
                    + "), in: " + view.fragment(0, view.count()));
        }
        for (int i = 0; i < view.count(); i++) {
            if (view.is(i, ":=")) {
                throw SqlError.UNSUPPORTED_QUERY.exception("assignments to variables over several shards");
            }
        }
    }

    private List<Source.Table> targets(Analysis analysis) {
        var targets = new ArrayList<Source.Table>();
        for (Assignment assignment : assignments) {
            BoundColumn column = analysis.scope().resolve(assignment.column(), "field list");
            if (!(column.source() instanceof Source.Table table)) {
                throw SqlError.NON_UPDATABLE_TABLE.exception(column.source().name(), "UPDATE");
            }
            if (!targets.contains(table)) {
                targets.add(table);
            }
        }
        for (List<String> names : deleted) {
            targets.add(deletedTable(names, analysis));
        }
        if (targets.isEmpty() && analysis.scope().sources().get(0) instanceof Source.Table only) {
            targets.add(only);
        }
        return targets;
    }

    private static Source.Table deletedTable(List<String> names, Analysis analysis) {
        for (Source source : analysis.scope().sources()) {
            boolean named = io.shardgate.planner.semantics.Scope.isQualifiedBy(names, source);
            if (named && source instanceof Source.Table table) {
                return table;
            }
        }
        throw SqlError.UNKNOWN_MULTI_DELETE_TABLE.exception(String.join(".", names));
    }

    /** A new value for a vindex's column would move the row; the value that it has anyway does not. */
    private void checkAssignment(Assignment assignment, Query.Output value, Analysis analysis, Router.Choice choice) {
        BoundColumn column = analysis.scope().resolve(assignment.column(), "field list");
        if (!(column.source() instanceof Source.Table table)) {
            return;
        }
        boolean isKey = table.vschema().columnVindexes().stream()
                .flatMap(vindex -> vindex.columns().stream())
                .anyMatch(name -> name.equalsIgnoreCase(column.column()));
        boolean isItself = analysis.column(value.expr()).filter(column::equals).isPresent();
        if (!isKey || isItself) {
            return;
        }
        boolean mayBeSame = choice.routing() instanceof Routing.EqualUnique
                && value.expr() instanceof Expr.Value
                && analysis.scope().sources().size() == 1;
        if (mayBeSame) {
            Routing.EqualUnique equal = (Routing.EqualUnique) choice.routing();
            Expr.Value assigned = (Expr.Value) value.expr();
            var guard = new Guard.Same(assigned.ref(), equal.value(), true);
            if (equal.key().column().name().equalsIgnoreCase(column.column()) && guard.holds(context.values())) {
                context.guard(guard);
                return;
            }
        }
        throw SqlError.UNSUPPORTED_QUERY.exception(
                "changing %s.%s, which decides on which shard the row is; insert the row anew and delete the old one"
                        .formatted(table.name(), column.column()));
    }

    private void refuseLookups(Source.Table table) {
        for (ColumnVindex vindex : table.vschema().columnVindexes()) {
            if (vindex.owned()) {
                throw SqlError.UNSUPPORTED_QUERY.exception("writing %s, whose lookup vindex %s would have to be kept"
                        .formatted(table.name(), vindex.vindex().name()));
            }
        }
    }

    private Primitive planReference(List<Source.Table> targets, Analysis analysis, Query.Block block, String keyspace) {
        if (targets.size() > 1
                || analysis.scope().sources().size() > 1
                || !analysis.needsSingle().isEmpty()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "writing the reference table " + targets.get(0).name() + " together with other tables");
        }
        if (targets.get(0).vschema().source().isPresent()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "writing the reference table " + targets.get(0).name() + ", which is a copy; write its source");
        }
        if (block.limit().isPresent()) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "LIMIT when writing a reference table, as shards could choose different rows");
        }
        return new Dml(
                keyspace,
                Routing.Scatter.SCATTER,
                SplicedText.WHOLE,
                Dml.Counting.ONE,
                "each shard has the reference table");
    }
}
