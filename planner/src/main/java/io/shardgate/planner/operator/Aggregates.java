package io.shardgate.planner.operator;

import io.shardgate.planner.ast.Expr;
import io.shardgate.planner.ast.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds aggregates and window functions in expressions. */
public final class Aggregates {

    private static final Set<String> NAMES = Set.of(
            "count",
            "sum",
            "min",
            "max",
            "avg",
            "group_concat",
            "bit_and",
            "bit_or",
            "bit_xor",
            "std",
            "stddev",
            "stddev_pop",
            "stddev_samp",
            "var_pop",
            "var_samp",
            "variance",
            "json_arrayagg",
            "json_objectagg");

    private Aggregates() {}

    public static boolean isAggregate(Expr expr) {
        return expr instanceof Expr.Call call && call.window().isEmpty() && NAMES.contains(call.name());
    }

    /** The aggregates in an expression; those of queries in it are their own. */
    public static List<Expr.Call> in(Expr expr) {
        var found = new ArrayList<Expr.Call>();
        collect(expr, found);
        return found;
    }

    private static void collect(Expr expr, List<Expr.Call> found) {
        if (isAggregate(expr)) {
            found.add((Expr.Call) expr);
            return;
        }
        expr.children().forEach(child -> collect(child, found));
    }

    /** Whether the query makes one row of several. */
    public static boolean isAggregated(Query.Block block) {
        if (!block.grouping().groupBy().isEmpty() || block.grouping().having().isPresent()) {
            return true;
        }
        return expressions(block).stream().anyMatch(expr -> !in(expr).isEmpty());
    }

    /** Window functions in the query's own expressions. */
    public static List<Expr.Call> windows(Query.Block block) {
        var found = new ArrayList<Expr.Call>();
        expressions(block).forEach(expr -> collectWindows(expr, found));
        return found;
    }

    private static void collectWindows(Expr expr, List<Expr.Call> found) {
        if (expr instanceof Expr.Call call && call.window().isPresent()) {
            found.add(call);
        }
        expr.children().forEach(child -> collectWindows(child, found));
    }

    private static List<Expr> expressions(Query.Block block) {
        var all = new ArrayList<Expr>();
        for (Query.Item item : block.items()) {
            if (item instanceof Query.Output output) {
                all.add(output.expr());
            }
        }
        block.grouping().having().ifPresent(all::add);
        block.orderBy().forEach(order -> all.add(order.expr()));
        return all;
    }
}
