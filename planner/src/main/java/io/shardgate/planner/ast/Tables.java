package io.shardgate.planner.ast;

import java.util.ArrayList;
import java.util.List;

/** Finds the tables that a query names. */
public final class Tables {

    private Tables() {}

    /** All tables in the query and in queries in it, common table expressions left out. */
    public static List<From.Table> in(Query query) {
        var found = new ArrayList<From.Table>();
        collect(query, List.of(), found);
        return found;
    }

    private static void collect(Query query, List<String> ctes, List<From.Table> found) {
        var known = new ArrayList<>(ctes);
        for (Query.Cte cte : query.ctes()) {
            collect(cte.query(), known, found);
            known.add(cte.name());
        }
        query.orderBy().forEach(order -> collect(order.expr(), known, found));
        if (query instanceof Query.SetOperation set) {
            set.parts().forEach(part -> collect(part, known, found));
            return;
        }
        Query.Block block = (Query.Block) query;
        block.from().forEach(from -> collect(from, known, found));
        block.where().ifPresent(where -> collect(where, known, found));
        block.grouping().groupBy().forEach(expr -> collect(expr, known, found));
        block.grouping().having().ifPresent(having -> collect(having, known, found));
        for (Query.Item item : block.items()) {
            if (item instanceof Query.Output output) {
                collect(output.expr(), known, found);
            }
        }
    }

    private static void collect(From from, List<String> ctes, List<From.Table> found) {
        if (from instanceof From.Join join) {
            collect(join.left(), ctes, found);
            collect(join.right(), ctes, found);
            join.on().ifPresent(on -> collect(on, ctes, found));
        } else if (from instanceof From.Derived derived) {
            collect(derived.query(), ctes, found);
        } else {
            From.Table table = (From.Table) from;
            boolean isCte =
                    table.keyspace().isEmpty() && ctes.stream().anyMatch(name -> name.equalsIgnoreCase(table.name()));
            if (!isCte) {
                found.add(table);
            }
        }
    }

    private static void collect(Expr expr, List<String> ctes, List<From.Table> found) {
        if (expr instanceof Expr.InQuery in) {
            collect(in.query(), ctes, found);
        } else if (expr instanceof Expr.Exists exists) {
            collect(exists.query(), ctes, found);
        } else if (expr instanceof Expr.Subquery subquery) {
            collect(subquery.query(), ctes, found);
        }
        expr.children().forEach(child -> collect(child, ctes, found));
    }
}
