package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.From;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.OutputColumn;
import io.shardgate.planner.semantics.Scope;
import io.shardgate.planner.semantics.Source;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.model.ColumnVindex;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TypeName;
import io.shardgate.vschema.vindex.MultiColumnVindex;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Analyses what one SELECT reads from. */
final class FromAnalyzer {

    private final Analyzer analyzer;
    private final SchemaView schema;
    private final Router router;
    private final Scope scope;
    private final Analyzer.CteScope ctes;
    private final IdentityHashMap<From, Source> sources = new IdentityHashMap<>();
    private final IdentityHashMap<From, Analysis> derived = new IdentityHashMap<>();
    private final List<Expr> conditions = new ArrayList<>();

    FromAnalyzer(Analyzer analyzer, SchemaView schema, Router router, Scope scope, Analyzer.CteScope ctes) {
        this.analyzer = analyzer;
        this.schema = schema;
        this.router = router;
        this.scope = scope;
        this.ctes = ctes;
    }

    /** The conditions of all joins. */
    List<Expr> conditions() {
        return conditions;
    }

    /** Makes the names of the sources known, and checks those in the joins' conditions. */
    void bind(From from) {
        if (from instanceof From.Join join) {
            bind(join.left());
            bind(join.right());
            scope.join(join.using());
            join.on().ifPresent(on -> {
                Analyzer.columns(on).forEach(column -> scope.resolve(column, "on clause"));
                conditions.add(on);
            });
        } else if (from instanceof From.Derived query) {
            // Its scope is its own: a derived table does not see what stands beside it.
            bindQuery(
                    from,
                    query.alias(),
                    query.columns(),
                    analyzer.analyze(query.query(), Optional.empty(), new Facts(), ctes));
        } else {
            bindTable((From.Table) from);
        }
    }

    private void bindTable(From.Table table) {
        Optional<Analyzer.CteScope.Visible> cte = ctes.find(table);
        if (cte.isPresent()) {
            Analysis inner = analyzer.analyze(
                    cte.get().cte().query(),
                    Optional.empty(),
                    new Facts(),
                    cte.get().before());
            bindQuery(table, table.visibleName(), cte.get().cte().columns(), inner);
            return;
        }
        TableVSchema found = schema.find(table);
        if (!schema.isSharded(found)) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "table %s of the unsharded keyspace %s together with tables of a sharded one"
                            .formatted(found.name(), found.keyspace()));
        }
        analyzer.useKeyspace(found.keyspace());
        var source = new Source.Table(table.visibleName(), found, schema.tracked(found));
        sources.put(table, source);
        scope.add(source, Optional.of(found.keyspace()));
    }

    private void bindQuery(From from, String name, List<String> columns, Analysis inner) {
        List<OutputColumn> outputs = new ArrayList<>(inner.outputs());
        if (!columns.isEmpty()) {
            if (columns.size() != outputs.size()) {
                throw SqlError.VIEW_COLUMN_COUNT.exception();
            }
            for (int i = 0; i < columns.size(); i++) {
                outputs.set(
                        i,
                        new OutputColumn(
                                columns.get(i),
                                outputs.get(i).origin(),
                                outputs.get(i).schema()));
            }
        }
        var renamed = new Analysis(inner.scope(), inner.facts(), inner.group(), outputs, inner.ownReasons());
        var source = new Source.Derived(name, outputs);
        sources.put(from, source);
        derived.put(from, renamed);
        scope.add(source, Optional.empty());
    }

    /** Adds what holds for every row that comes out of it. */
    void collect(From from, Facts facts) {
        if (from instanceof From.Join join) {
            if (join.kind() != From.Join.Kind.RIGHT) {
                collect(join.left(), facts);
            }
            if (join.kind() != From.Join.Kind.LEFT) {
                collect(join.right(), facts);
            }
            if (join.kind() == From.Join.Kind.INNER) {
                addCondition(join, facts);
            }
        } else if (derived.containsKey(from) && source(from) instanceof Source.Derived outer) {
            Exports.facts(derivedOf(from), outer, facts);
        }
    }

    private void addCondition(From.Join join, Facts facts) {
        new Conditions(scope).addTo(facts, join.on());
        for (String column : join.using()) {
            for (Source left : sourcesOf(join.left())) {
                for (Source right : sourcesOf(join.right())) {
                    boolean both = left.findColumn(column).isPresent()
                            && right.findColumn(column).isPresent();
                    if (both) {
                        facts.equate(new BoundColumn(left, column), new BoundColumn(right, column));
                    }
                }
            }
        }
    }

    private List<Source> sourcesOf(From from) {
        if (!(from instanceof From.Join join)) {
            return List.of(source(from));
        }
        var all = new ArrayList<>(sourcesOf(join.left()));
        all.addAll(sourcesOf(join.right()));
        return all;
    }

    private Source source(From from) {
        Source source = sources.get(from);
        if (source == null) {
            throw new IllegalStateException("not bound: " + from);
        }
        return source;
    }

    private Analysis derivedOf(From from) {
        Analysis analysis = derived.get(from);
        if (analysis == null) {
            throw new IllegalStateException("no query: " + from);
        }
        return analysis;
    }

    /** What it reads, given what holds for every row that comes out of it. */
    Group place(From from, Facts facts) {
        if (from instanceof From.Join join) {
            return switch (join.kind()) {
                case INNER -> {
                    Group left = place(join.left(), facts);
                    left.join(place(join.right(), facts), facts);
                    yield left;
                }
                case LEFT -> outer(join, join.left(), join.right(), facts);
                case RIGHT -> outer(join, join.right(), join.left(), facts);
            };
        }
        if (derived.containsKey(from) && source(from) instanceof Source.Derived outer) {
            return place(derivedOf(from), outer);
        }
        var group = new Group();
        if (source(from) instanceof Source.Table table) {
            place(table).ifPresent(group.clusters()::add);
        }
        return group;
    }

    private Group outer(From.Join join, From kept, From filled, Facts facts) {
        Facts inside = facts.copy();
        collect(filled, inside);
        addCondition(join, inside);
        Group group = place(kept, facts);
        for (Cluster untied : group.attach(place(filled, inside), inside)) {
            Router.Choice choice = router.choose(untied, inside);
            if (choice.routing().isSingle()) {
                untied.pinTo(choice.routing());
            }
        }
        return group;
    }

    private Group place(Analysis inner, Source.Derived outer) {
        var group = new Group();
        group.needsSingle().addAll(inner.needsSingle());
        group.needsSingle().addAll(inner.ownReasons());
        if (inner.group().isAnywhere()) {
            return group;
        }
        boolean several = inner.group().clusters().size() > 1;
        Router.Choice choice = analyzer.route(inner);
        var cluster = new Cluster();
        inner.group().clusters().forEach(own -> cluster.tables().addAll(own.tables()));
        cluster.anchors().addAll(Exports.anchors(inner, outer, false));
        cluster.rowAnchors().addAll(Exports.anchors(inner, outer, true));
        if (choice.routing().isSingle()) {
            cluster.pinTo(choice.routing());
        } else if (several) {
            throw new IllegalStateException("several clusters without one place");
        }
        group.clusters().add(cluster);
        return group;
    }

    /** A table's rows; empty for a reference table, which is on every shard. */
    private Optional<Cluster> place(Source.Table source) {
        TableVSchema table = source.vschema();
        if (table.type() == TableVSchema.Type.SEQUENCE) {
            throw SqlError.SEQUENCE_BAD_USE.exception(
                    "%s is a sequence; ask for values with SELECT NEXT n VALUES FROM %s"
                            .formatted(table.name(), table.name()));
        }
        if (table.type() == TableVSchema.Type.REFERENCE) {
            return Optional.empty();
        }
        var cluster = new Cluster();
        cluster.tables().add(source.name());
        if (table.pinned().isPresent()) {
            cluster.pinTo(new Routing.Pinned(table.pinned().get()));
            return Optional.of(cluster);
        }
        ColumnVindex primary = table.findPrimaryVindex().orElseThrow();
        Optional<String> problem = problem(source, primary);
        if (problem.isPresent()) {
            cluster.notes().add(problem.get());
            return Optional.of(cluster);
        }
        List<BoundColumn> columns = primary.columns().stream()
                .map(column -> new BoundColumn(source, column))
                .toList();
        var anchor = new Anchor(
                primary.vindex(),
                columns,
                primary.columns().stream()
                        .map(column -> source.schema().findColumn(column).orElseThrow())
                        .toList());
        cluster.anchors().add(anchor);
        cluster.rowAnchors().add(anchor);
        return Optional.of(cluster);
    }

    /** Why rows cannot be found by equality of the vindex's columns. */
    private static Optional<String> problem(Source.Table source, ColumnVindex primary) {
        for (String name : primary.columns()) {
            Optional<ColumnSchema> column = source.schema().findColumn(name);
            if (column.isEmpty()) {
                return Optional.of("the table has no column " + name + ", which its vindex needs");
            }
            boolean separates = primary.vindex() instanceof SingleColumnVindex single
                    ? single.maySeparateEqualValues(column.get())
                    : column.get().type().family() != TypeName.Family.INTEGER;
            if (separates) {
                return Optional.of("vindex %s may separate values that column %s calls equal"
                        .formatted(primary.vindex().name(), name));
            }
        }
        boolean known = primary.vindex() instanceof SingleColumnVindex || primary.vindex() instanceof MultiColumnVindex;
        return known
                ? Optional.empty()
                : Optional.of("vindex " + primary.vindex().name() + " needs a look-up, which is not possible yet");
    }
}
