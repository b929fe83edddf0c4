package io.shardgate.planner.routing;

import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnValues;
import io.shardgate.vschema.value.SqlValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a plan takes for granted of the values it will run with. An entry of the plan cache is a list of plans, of which the
 * first is used whose guards all hold; if none does, the statement is planned again with its values.
 */
public sealed interface Guard {

    /** Whether the values are as the plan takes them to be. */
    boolean holds(BoundValues values);

    /** Whether the value compares in the column's own type; a value that is not known yet is taken to. */
    record Compares(ValueRef value, ColumnSchema column, boolean expected) implements Guard {
        @Override
        public boolean holds(BoundValues values) {
            return compares(value, column, values) == expected;
        }

        /** What {@code expected} is for these values. */
        public static boolean compares(ValueRef ref, ColumnSchema column, BoundValues values) {
            Optional<SqlValue> value = values.value(ref);
            if (value.isEmpty()) {
                return ref instanceof ValueRef.Parameter;
            }
            return ColumnValues.forComparison(column, value.get()).isPresent();
        }

        @Override
        public String toString() {
            return value + (expected ? " compares as " : " does not compare as ") + column.name();
        }
    }

    /** Whether a literal has the value, such as the 1 of ORDER BY 1. */
    record Is(ValueRef ref, SqlValue expected) implements Guard {
        @Override
        public boolean holds(BoundValues values) {
            return values.value(ref).filter(expected::equals).isPresent();
        }

        @Override
        public String toString() {
            return ref + " is " + expected;
        }
    }

    /**
     * Which keyspaces the values name; a value that is not known yet names none.
     *
     * @param known all keyspaces
     * @param expected those that the values name
     */
    record Names(ValueList values, Set<String> known, Set<String> expected) implements Guard {

        /** The guard that these values keep. */
        public static Names of(ValueList list, Set<String> known, BoundValues values) {
            return new Names(list, known, named(list, known, values));
        }

        private static Set<String> named(ValueList list, Set<String> known, BoundValues values) {
            Set<String> named = new TreeSet<>();
            if (list instanceof ValueList.Slot slot) {
                for (int i = 0; i < values.listSize(slot.token()); i++) {
                    values.element(slot.token(), i).map(Names::text).ifPresent(named::add);
                }
            } else {
                for (ValueRef ref : ((ValueList.Listed) list).values()) {
                    values.value(ref).map(Names::text).ifPresent(named::add);
                }
            }
            named.retainAll(known);
            return named;
        }

        private static String text(SqlValue value) {
            return new String(value.textBytes(), StandardCharsets.UTF_8);
        }

        @Override
        public boolean holds(BoundValues bound) {
            return named(values, known, bound).equals(expected);
        }

        @Override
        public String toString() {
            return values
                    + (expected.isEmpty() ? " names no keyspace" : " names keyspace " + String.join(", ", expected));
        }
    }

    /** Whether two values are the same, or are not. */
    record Same(ValueRef left, ValueRef right, boolean expected) implements Guard {
        @Override
        public boolean holds(BoundValues values) {
            Optional<SqlValue> value = values.value(left);
            return (value.isPresent() && value.equals(values.value(right))) == expected;
        }

        @Override
        public String toString() {
            return left + (expected ? " is the same as " : " differs from ") + right;
        }
    }
}
