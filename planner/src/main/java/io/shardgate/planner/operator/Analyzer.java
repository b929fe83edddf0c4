package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.From;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.OutputColumn;
import io.shardgate.planner.semantics.Scope;
import io.shardgate.planner.semantics.Source;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.schema.ColumnSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Binds a query's names and finds out which of its tables are read together at one keyspace id.
 *
 * <p>The rules, for each query by itself:
 *
 * <ul>
 *   <li>Conditions of WHERE and of inner joins hold for every row of the result, so they may tie and route any table of it.
 *   <li>Conditions of an outer join hold only where its inner side is not filled with NULL, so they may tie that side to the
 *       other one, and nothing else.
 *   <li>A query in an expression may be tied to the rows around it by its own conditions. If its result is more than the rows
 *       it reads (a limit, an aggregate), that needs an equality inside it; {@code key IN (query)} does not do then.
 *   <li>What is not tied must be fixed to the same place by values.
 * </ul>
 */
public final class Analyzer {

    private final SchemaView schema;
    private final Router router;

    /** The keyspace of all sharded tables so far. */
    private Optional<String> keyspace = Optional.empty();

    public Analyzer(SchemaView schema, Router router) {
        this.schema = schema;
        this.router = router;
    }

    public Optional<String> keyspace() {
        return keyspace;
    }

    /** Analyses a whole statement's query. */
    public Analysis analyze(Query query) {
        return analyze(query, Optional.empty(), new Facts(), CteScope.NONE);
    }

    /**
     * Where the analysed query goes.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY when its tables are not tied to each other
     */
    public Router.Choice route(Analysis analysis) {
        List<Cluster> clusters = analysis.group().clusters();
        if (clusters.isEmpty()) {
            return new Router.Choice(Routing.AnyShard.ANY_SHARD, "every shard has what is read");
        }
        if (clusters.size() == 1) {
            return router.choose(clusters.get(0), analysis.facts());
        }
        Set<Routing> parts = new LinkedHashSet<>();
        for (Cluster cluster : clusters) {
            Router.Choice choice = router.choose(cluster, analysis.facts());
            if (!choice.routing().isSingle()) {
                throw untied(clusters, cluster, choice);
            }
            parts.add(choice.routing());
        }
        Routing routing = parts.size() == 1 ? parts.iterator().next() : new Routing.Together(List.copyOf(parts));
        return new Router.Choice(routing, "values fix all tables to one place");
    }

    private static RuntimeException untied(List<Cluster> clusters, Cluster loose, Router.Choice choice) {
        Cluster other = clusters.get(0) == loose ? clusters.get(1) : clusters.get(0);
        return SqlError.UNSUPPORTED_QUERY.exception(
                "reading %s together with %s, whose rows may be on other shards (%s); tie them by equality of their primary vindex columns, or give these columns values"
                        .formatted(loose.tables().get(0), other.tables().get(0), choice.reason()));
    }

    Analysis analyze(Query query, Optional<Scope> outer, Facts outerFacts, CteScope ctes) {
        CteScope visible = ctes.with(query.ctes());
        if (query instanceof Query.Block block) {
            return new BlockAnalyzer(this, schema, router, outer, outerFacts, visible).analyze(block);
        }
        return analyzeSet((Query.SetOperation) query, outer, outerFacts, visible);
    }

    /** Notes the keyspace of a sharded table; all must be of one. */
    void useKeyspace(String name) {
        if (keyspace.isPresent() && !keyspace.get().equals(name)) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "tables of two keyspaces read together: %s and %s".formatted(keyspace.get(), name));
        }
        keyspace = Optional.of(name);
    }

    /** The parts of a union do not meet each other, so that their places only have to be covered, not to be the same. */
    private Analysis analyzeSet(Query.SetOperation set, Optional<Scope> outer, Facts outerFacts, CteScope ctes) {
        var parts = new ArrayList<Analysis>();
        for (Query part : set.parts()) {
            parts.add(analyze(part, outer, outerFacts, ctes));
        }
        List<OutputColumn> outputs = unionOutputs(parts);
        var self = new Source.Derived("", outputs);
        outputs = outputs.stream()
                .map(output -> new OutputColumn(
                        output.name(), Optional.of(new BoundColumn(self, output.name())), output.schema()))
                .toList();
        var group = new Group();
        for (Analysis part : parts) {
            group.needsSingle().addAll(part.needsSingle());
            group.needsSingle().addAll(part.ownReasons());
        }
        boolean anywhere = parts.stream().allMatch(part -> part.group().isAnywhere());
        if (anywhere) {
            return new Analysis(new Scope(outer), new Facts(), group, outputs, List.of());
        }
        if (parts.stream().anyMatch(part -> part.group().isAnywhere()) && parts.size() > 1) {
            group.needsSingle()
                    .add("a part of the UNION reads no sharded table, so that each shard would add its rows");
        }
        addUnion(set, parts, self, group);
        return new Analysis(new Scope(outer), new Facts(), group, outputs, List.of());
    }

    /** The part with its columns called as those of the union, which they are by position. */
    private static Analysis named(Analysis part, Source.Derived union) {
        var outputs = new ArrayList<OutputColumn>();
        for (int i = 0; i < part.outputs().size(); i++) {
            OutputColumn output = part.outputs().get(i);
            outputs.add(new OutputColumn(union.columns().get(i).name(), output.origin(), output.schema()));
        }
        return new Analysis(part.scope(), part.facts(), part.group(), outputs, part.ownReasons());
    }

    /** Named as in the first part; what a column holds is known when all parts agree. */
    private static List<OutputColumn> unionOutputs(List<Analysis> parts) {
        var outputs = new ArrayList<OutputColumn>();
        List<OutputColumn> first = parts.get(0).outputs();
        for (Analysis part : parts) {
            if (part.outputs().size() != first.size()) {
                throw SqlError.UNION_COLUMN_COUNT.exception();
            }
        }
        for (int i = 0; i < first.size(); i++) {
            int position = i;
            boolean agree = parts.stream()
                            .map(part -> part.outputs().get(position).schema().map(ColumnSchema::type))
                            .distinct()
                            .count()
                    == 1;
            OutputColumn output = first.get(i);
            outputs.add(new OutputColumn(output.name(), Optional.empty(), agree ? output.schema() : Optional.empty()));
        }
        return outputs;
    }

    private void addUnion(Query.SetOperation set, List<Analysis> parts, Source.Derived self, Group group) {
        var cluster = new Cluster();
        Set<Routing> places = new LinkedHashSet<>();
        List<Anchor> common = List.of();
        boolean first = true;
        for (Analysis part : parts) {
            if (part.group().isAnywhere()) {
                continue;
            }
            Router.Choice choice = route(part);
            places.add(choice.routing());
            part.group().clusters().forEach(own -> cluster.tables().addAll(own.tables()));
            List<Anchor> exported = Exports.anchors(named(part, self), self, true);
            common = first
                    ? exported
                    : common.stream().filter(exported::contains).toList();
            first = false;
        }
        cluster.anchors().addAll(common);
        cluster.rowAnchors().addAll(common);
        boolean distinct = !set.all();
        if (distinct && common.isEmpty()) {
            group.needsSingle()
                    .add("UNION without ALL, and INTERSECT and EXCEPT, compare rows of different shards, unless"
                            + " all parts select the primary vindex column at the same position");
        }
        if (set.limit().isPresent()) {
            group.needsSingle().add("LIMIT of a UNION");
        }
        if (!set.orderBy().isEmpty()) {
            group.needsSingle().add("ORDER BY of a UNION");
        }
        boolean allSingle = places.stream().allMatch(Routing::isSingle);
        if (places.size() == 1 && allSingle) {
            cluster.pinTo(places.iterator().next());
        } else if (allSingle && !group.needsSingle().isEmpty()) {
            cluster.pinTo(new Routing.Together(List.copyOf(places)));
        }
        group.clusters().add(cluster);
    }

    /** The queries that a FROM may call by name. */
    record CteScope(List<Visible> visible) {

        static final CteScope NONE = new CteScope(List.of());

        /** A common table expression and those before it, which it may use. */
        record Visible(Query.Cte cte, CteScope before) {}

        CteScope {
            visible = List.copyOf(visible);
        }

        CteScope with(List<Query.Cte> ctes) {
            CteScope scope = this;
            for (Query.Cte cte : ctes) {
                var all = new ArrayList<>(scope.visible);
                all.add(0, new Visible(cte, scope));
                scope = new CteScope(all);
            }
            return scope;
        }

        Optional<Visible> find(From.Table table) {
            if (table.keyspace().isPresent()) {
                return Optional.empty();
            }
            return visible.stream()
                    .filter(one -> one.cte().name().equalsIgnoreCase(table.name()))
                    .findFirst();
        }
    }

    /** The columns that an expression mentions, queries in it left out. */
    static List<Expr.Column> columns(Expr expr) {
        var found = new ArrayList<Expr.Column>();
        collect(expr, found);
        return found;
    }

    private static void collect(Expr expr, List<Expr.Column> found) {
        if (expr instanceof Expr.Column column) {
            found.add(column);
        }
        expr.children().forEach(child -> collect(child, found));
    }

    static Optional<BoundColumn> origin(Analysis analysis, int output) {
        return output < analysis.outputs().size()
                ? analysis.outputs().get(output).origin()
                : Optional.empty();
    }
}
