package io.shardgate.planner.ast;

import java.util.List;
import java.util.Optional;

/** A SELECT or a set operation, wherever it stands. */
public sealed interface Query {

    List<Cte> ctes();

    List<Order> orderBy();

    Optional<Limit> limit();

    /** A common table expression. */
    record Cte(String name, List<String> columns, Query query) {
        public Cte {
            columns = List.copyOf(columns);
        }
    }

    record Order(Expr expr, boolean descending) {}

    record Limit(Expr count, Optional<Expr> offset) {}

    /** An element of the select list. */
    sealed interface Item {}

    /** {@code *}, or all columns of a table. */
    record Star(List<String> qualifiers) implements Item {
        public Star {
            qualifiers = List.copyOf(qualifiers);
        }
    }

    record Output(Expr expr, Optional<String> alias) implements Item {}

    /** One SELECT; its FROM items are joined by commas. */
    record Block(
            List<Cte> ctes,
            boolean distinct,
            List<Item> items,
            List<From> from,
            Optional<Expr> where,
            Grouping grouping,
            List<Order> orderBy,
            Optional<Limit> limit)
            implements Query {
        public Block {
            ctes = List.copyOf(ctes);
            items = List.copyOf(items);
            from = List.copyOf(from);
            orderBy = List.copyOf(orderBy);
        }
    }

    /** GROUP BY and HAVING. */
    record Grouping(List<Expr> groupBy, Optional<Expr> having) {
        public Grouping {
            groupBy = List.copyOf(groupBy);
        }
    }

    /**
     * Queries and the operators between them.
     *
     * @param all whether every operator is UNION ALL
     * @param onlyUnion whether every operator is a UNION
     */
    record SetOperation(
            List<Cte> ctes,
            List<Query> parts,
            boolean all,
            boolean onlyUnion,
            List<Order> orderBy,
            Optional<Limit> limit)
            implements Query {
        public SetOperation {
            ctes = List.copyOf(ctes);
            parts = List.copyOf(parts);
            orderBy = List.copyOf(orderBy);
        }
    }
}
