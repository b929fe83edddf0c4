package io.shardgate.planner.ast;

import io.shardgate.planner.routing.ValueList;
import io.shardgate.planner.routing.ValueRef;
import java.util.List;
import java.util.Optional;

/**
 * An expression, as far as routing understands it. {@code certain} predicates are those whose reading the tokens themselves
 * confirm; others say which columns they mention, and no more.
 */
public sealed interface Expr {

    TokenRange range();

    /** The expressions directly in it; queries in it are not among them. */
    List<Expr> children();

    /** A column; qualified by nothing, a table, or a keyspace and a table. */
    record Column(List<String> qualifiers, String name, TokenRange range) implements Expr {
        public Column {
            qualifiers = List.copyOf(qualifiers);
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** A literal, a parameter, NULL, TRUE or FALSE. */
    record Value(ValueRef ref, Kind kind, TokenRange range) implements Expr {

        /** What a value looks like. */
        public enum Kind {
            INTEGER,
            DECIMAL,
            FLOAT,
            STRING,
            TEMPORAL,
            NULL,
            PARAMETER
        }

        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** Two operands and a comparison. */
    record Compare(Op op, Expr left, Expr right, boolean certain, TokenRange range) implements Expr {

        /** The comparisons that matter; all else is OTHER. */
        public enum Op {
            EQUAL,
            NULL_SAFE_EQUAL,
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL,
            OTHER
        }

        @Override
        public List<Expr> children() {
            return List.of(left, right);
        }
    }

    /** {@code left IN (values)}; a list that is one ROWS token when the left side is a tuple. */
    record InValues(Expr left, ValueList values, List<Expr> others, boolean negated, boolean certain, TokenRange range)
            implements Expr {
        public InValues {
            others = List.copyOf(others);
        }

        @Override
        public List<Expr> children() {
            return concat(List.of(left), others);
        }
    }

    /** {@code left IN (query)}, and other quantified comparisons, which are never certain. */
    record InQuery(Expr left, Query query, boolean negated, boolean certain, TokenRange range) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(left);
        }
    }

    record Between(Expr operand, Expr low, Expr high, boolean negated, boolean certain, TokenRange range)
            implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(operand, low, high);
        }
    }

    record IsNull(Expr operand, boolean certain, TokenRange range) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(operand);
        }
    }

    record And(List<Expr> children, TokenRange range) implements Expr {
        public And {
            children = List.copyOf(children);
        }
    }

    record Or(List<Expr> children, TokenRange range) implements Expr {
        public Or {
            children = List.copyOf(children);
        }
    }

    record Tuple(List<Expr> children, TokenRange range) implements Expr {
        public Tuple {
            children = List.copyOf(children);
        }
    }

    /**
     * A function call.
     *
     * @param name in lower case
     * @param star whether its argument is {@code *}
     * @param window what OVER says, if it is there
     */
    record Call(
            String name,
            List<Expr> arguments,
            boolean distinct,
            boolean star,
            Optional<Window> window,
            TokenRange range)
            implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expr> children() {
            return window.isPresent()
                    ? concat(
                            arguments,
                            concat(window.get().partitionBy(), window.get().orderBy()))
                    : arguments;
        }
    }

    /**
     * The rows that a window function sees.
     *
     * @param named whether it refers to a WINDOW clause, whose content is not looked at
     */
    record Window(List<Expr> partitionBy, List<Expr> orderBy, boolean named) {
        public Window {
            partitionBy = List.copyOf(partitionBy);
            orderBy = List.copyOf(orderBy);
        }
    }

    /** {@code EXISTS (query)}; negated or not makes no difference to where it runs. */
    record Exists(Query query, TokenRange range) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** A query in the place of a value. */
    record Subquery(Query query, TokenRange range) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /**
     * An operator on numbers or bits.
     *
     * @param operator as it is written
     */
    record Arithmetic(String operator, List<Expr> children, TokenRange range) implements Expr {
        public Arithmetic {
            children = List.copyOf(children);
        }
    }

    /** Anything else. */
    record Opaque(List<Expr> children, TokenRange range) implements Expr {
        public Opaque {
            children = List.copyOf(children);
        }
    }

    private static List<Expr> concat(List<Expr> first, List<Expr> second) {
        var all = new java.util.ArrayList<Expr>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
