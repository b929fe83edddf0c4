package io.shardgate.planner.splice;

import io.shardgate.planner.routing.ValueRef;
import java.util.List;

/** The rows of an INSERT as they stand in the text. */
public sealed interface InsertRows {

    /** How many values a row has. */
    int width();

    /**
     * Rows of literals and parameters, which are one token.
     *
     * @param token ordinal of a ROWS token
     */
    record Slot(int token, int width) implements InsertRows {
        @Override
        public String toString() {
            return "rows #" + token;
        }
    }

    /** Rows that have other expressions among them, and the one row of the SET form. */
    record Listed(List<List<Value>> rows) implements InsertRows {
        public Listed {
            rows = rows.stream().map(List::copyOf).toList();
        }

        @Override
        public int width() {
            return rows.isEmpty() ? 0 : rows.get(0).size();
        }

        @Override
        public String toString() {
            return rows.size() + (rows.size() == 1 ? " row" : " rows");
        }
    }

    /** One value of a listed row: the tokens from {@code from} up to {@code to}, that one not included. */
    sealed interface Value {
        int from();

        int to();
    }

    /** A literal, a parameter or NULL. */
    record Given(ValueRef ref, int from, int to) implements Value {}

    /** The word DEFAULT. */
    record Default(int from, int to) implements Value {}

    /** An expression that MySQL computes. */
    record Computed(int from, int to) implements Value {}
}
