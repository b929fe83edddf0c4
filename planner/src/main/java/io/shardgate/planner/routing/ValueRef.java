package io.shardgate.planner.routing;

import io.shardgate.vschema.value.SqlValue;

/** Where in a statement a value stands, so that a plan is valid for every text with the same tokens. */
public sealed interface ValueRef {

    /**
     * A literal.
     *
     * @param token its ordinal
     * @param negative whether a minus sign stands before it, as a token of its own
     */
    record Literal(int token, boolean negative) implements ValueRef {
        @Override
        public String toString() {
            return (negative ? "-" : "") + "#" + token;
        }
    }

    /** A parameter of a prepared statement, by its index from 0. */
    record Parameter(int index) implements ValueRef {
        @Override
        public String toString() {
            return "?" + index;
        }
    }

    /**
     * An element of a LIST or ROWS token, counted row by row; it may be a literal or a parameter.
     *
     * @param token the list's ordinal
     */
    record Element(int token, int element) implements ValueRef {
        @Override
        public String toString() {
            return "#" + token + "[" + element + "]";
        }
    }

    /** A value that the plan itself knows, such as NULL or TRUE. */
    record Constant(SqlValue value) implements ValueRef {
        @Override
        public String toString() {
            return value.toString();
        }
    }
}
