package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.From;
import io.shardgate.planner.ast.Query;
import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.planner.semantics.OutputColumn;
import io.shardgate.planner.semantics.Scope;
import io.shardgate.planner.semantics.Source;
import io.shardgate.vschema.error.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Analyses one SELECT. Used once. */
final class BlockAnalyzer {

    private final Analyzer analyzer;
    private final Router router;
    private final Scope scope;
    private final Facts facts;
    private final Analyzer.CteScope ctes;
    private final FromAnalyzer from;

    BlockAnalyzer(
            Analyzer analyzer,
            SchemaView schema,
            Router router,
            Optional<Scope> outer,
            Facts outerFacts,
            Analyzer.CteScope ctes) {
        this.analyzer = analyzer;
        this.router = router;
        this.scope = new Scope(outer);
        this.facts = outerFacts.copy();
        this.ctes = ctes;
        this.from = new FromAnalyzer(analyzer, schema, router, scope, ctes);
    }

    Analysis analyze(Query.Block block) {
        block.from().forEach(from::bind);
        scope.select(block.items());
        checkNames(block);

        var conditions = new Conditions(scope);
        conditions.addTo(facts, block.where());
        block.from().forEach(item -> from.collect(item, facts));
        var group = new Group();
        for (From item : block.from()) {
            group.join(from.place(item, facts), facts);
        }
        List<OutputColumn> outputs = outputs(block);
        attachQueries(block, group);
        var reasons = reasons(block, new Analysis(scope, facts, group, outputs, List.of()));
        return new Analysis(scope, facts, group, outputs, reasons);
    }

    private void checkNames(Query.Block block) {
        for (Query.Item item : block.items()) {
            if (item instanceof Query.Output output) {
                resolve(output.expr(), "field list");
            }
        }
        block.where().ifPresent(where -> resolve(where, "where clause"));
        block.grouping().groupBy().forEach(expr -> resolveOrAlias(expr, "group statement"));
        block.grouping().having().ifPresent(having -> resolveOrAlias(having, "having clause"));
        block.orderBy().forEach(order -> resolveOrAlias(order.expr(), "order clause"));
    }

    private void resolve(Expr expr, String clause) {
        Analyzer.columns(expr).forEach(column -> scope.resolve(column, clause));
    }

    private void resolveOrAlias(Expr expr, String clause) {
        for (Expr.Column column : Analyzer.columns(expr)) {
            if (scope.findAlias(column).isEmpty()) {
                scope.resolve(column, clause);
            }
        }
    }

    private List<OutputColumn> outputs(Query.Block block) {
        var outputs = new ArrayList<OutputColumn>();
        int number = 0;
        for (Query.Item item : block.items()) {
            number++;
            if (item instanceof Query.Star star) {
                addStar(star, outputs);
            } else {
                Query.Output output = (Query.Output) item;
                Optional<BoundColumn> origin = output.expr() instanceof Expr.Column column
                        ? scope.find(column, "field list")
                        : Optional.empty();
                String name = output.alias()
                        .or(() -> output.expr() instanceof Expr.Column column
                                ? Optional.of(column.name())
                                : Optional.empty())
                        .orElse("expression " + number);
                outputs.add(OutputColumn.of(name, origin));
            }
        }
        return outputs;
    }

    private void addStar(Query.Star star, List<OutputColumn> outputs) {
        boolean found = false;
        for (Source source : scope.sources()) {
            if (Scope.isQualifiedBy(star.qualifiers(), source)) {
                found = true;
                for (String column : source.visibleColumns()) {
                    outputs.add(OutputColumn.of(column, Optional.of(new BoundColumn(source, column))));
                }
            }
        }
        if (!found && !star.qualifiers().isEmpty()) {
            throw SqlError.UNKNOWN_TABLE_REFERENCE.exception(String.join(".", star.qualifiers()));
        }
        if (!found) {
            throw SqlError.NO_TABLES_USED.exception();
        }
    }

    /** Queries in expressions, wherever they stand in this one. */
    private void attachQueries(Query.Block block, Group group) {
        for (Query.Item item : block.items()) {
            if (item instanceof Query.Output output) {
                attachAll(output.expr(), group);
            }
        }
        for (Expr conjunct : Conditions.conjuncts(block.where())) {
            attachConjunct(conjunct, group);
        }
        block.grouping().groupBy().forEach(expr -> attachAll(expr, group));
        block.grouping().having().ifPresent(expr -> attachAll(expr, group));
        block.orderBy().forEach(order -> attachAll(order.expr(), group));
        from.conditions().forEach(expr -> attachAll(expr, group));
    }

    /** {@code key IN (query)} ties as well, where it has to be true for the row to count. */
    private void attachConjunct(Expr conjunct, Group group) {
        if (conjunct instanceof Expr.InQuery in && in.certain() && in.left() instanceof Expr.Column column) {
            attach(in.query(), Optional.of(scope.resolve(column, "where clause")), in.negated(), group);
            return;
        }
        attachAll(conjunct, group);
    }

    private void attachAll(Expr expr, Group group) {
        if (expr instanceof Expr.InQuery in) {
            attach(in.query(), Optional.empty(), false, group);
        } else if (expr instanceof Expr.Exists exists) {
            attach(exists.query(), Optional.empty(), false, group);
        } else if (expr instanceof Expr.Subquery subquery) {
            attach(subquery.query(), Optional.empty(), false, group);
        }
        expr.children().forEach(child -> attachAll(child, group));
    }

    private void attach(Query query, Optional<BoundColumn> in, boolean negated, Group group) {
        if (query instanceof Query.SetOperation set) {
            if (set.limit().isPresent() || !set.onlyUnion()) {
                group.needsSingle().add("LIMIT, INTERSECT or EXCEPT in a query in an expression");
            }
            for (Query part : set.parts()) {
                attach(part, in, negated, group);
            }
            return;
        }
        Analysis inner = analyzer.analyze(query, Optional.of(scope), facts, ctes);
        boolean tiedInside = isTied(inner, group, inner.facts());
        if (!tiedInside) {
            // Otherwise all that it reads for a row is where the row is, so whatever it makes of that is right.
            group.needsSingle().addAll(inner.ownReasons());
        }
        Facts tying = inner.facts();
        Optional<BoundColumn> selected = Analyzer.origin(inner, 0);
        if (!tiedInside && in.isPresent() && selected.isPresent() && mayTie(in.get(), selected.get(), negated)) {
            tying = inner.facts().copy();
            tying.equate(in.get(), selected.get());
        }
        for (Cluster untied : group.attach(inner.group(), tying)) {
            Router.Choice choice = router.choose(untied, inner.facts());
            if (choice.routing().isSingle()) {
                untied.pinTo(choice.routing());
            }
        }
    }

    private static boolean isTied(Analysis inner, Group group, Facts facts) {
        return !inner.group().isAnywhere()
                && inner.group().clusters().stream()
                        .allMatch(
                                cluster -> group.clusters().stream().anyMatch(outer -> outer.isTiedTo(cluster, facts)));
    }

    /** NULL among the values makes NOT IN true for no row at all, and it may be on another shard. */
    private static boolean mayTie(BoundColumn outer, BoundColumn selected, boolean negated) {
        return !negated || (isNeverNull(outer) && isNeverNull(selected));
    }

    private static boolean isNeverNull(BoundColumn column) {
        return column.findSchema().filter(schema -> !schema.nullable()).isPresent();
    }

    /** Why the rows that shards make of their own rows are not together the rows of the result. */
    private static List<String> reasons(Query.Block block, Analysis analysis) {
        var reasons = new ArrayList<String>();
        if (analysis.group().isAnywhere()) {
            return reasons;
        }
        if (block.limit().isPresent()) {
            reasons.add("LIMIT in a query inside another, over rows of different shards");
        }
        if (Aggregates.isAggregated(block) && !groupsKeepTogether(block, analysis)) {
            reasons.add("an aggregate in a query inside another, over rows of different shards");
        }
        if (block.distinct() && !isDistinctLocal(block, analysis)) {
            reasons.add("DISTINCT in a query inside another, over rows of different shards");
        }
        if (!windowsAreLocal(block, analysis)) {
            reasons.add("a window function without the primary vindex column in PARTITION BY, over rows of different"
                    + " shards");
        }
        return reasons;
    }

    static boolean groupsKeepTogether(Query.Block block, Analysis analysis) {
        var columns = new ArrayList<BoundColumn>();
        for (Expr expr : block.grouping().groupBy()) {
            columnOf(expr, block, analysis).ifPresent(columns::add);
        }
        return analysis.keepsTogether(columns);
    }

    /** The column that an element of GROUP BY or ORDER BY is, by itself, by an alias or by a position. */
    static Optional<BoundColumn> columnOf(Expr expr, Query.Block block, Analysis analysis) {
        if (!(expr instanceof Expr.Column column)) {
            return Optional.empty();
        }
        Optional<BoundColumn> own = analysis.scope().find(column, "group statement");
        return own.isPresent()
                ? own
                : analysis.scope().findAlias(column).flatMap(output -> analysis.column(output.expr()));
    }

    static boolean isDistinctLocal(Query.Block block, Analysis analysis) {
        var columns = new ArrayList<BoundColumn>();
        analysis.outputs().forEach(output -> output.origin().ifPresent(columns::add));
        return analysis.keepsTogether(columns)
                && (!Aggregates.isAggregated(block) || groupsKeepTogether(block, analysis));
    }

    static boolean windowsAreLocal(Query.Block block, Analysis analysis) {
        for (Expr.Call call : Aggregates.windows(block)) {
            var columns = new ArrayList<BoundColumn>();
            call.window()
                    .orElseThrow()
                    .partitionBy()
                    .forEach(expr -> analysis.column(expr).ifPresent(columns::add));
            if (call.window().orElseThrow().named() || !analysis.keepsTogether(columns)) {
                return false;
            }
        }
        return true;
    }
}
