package io.shardgate.planner.routing;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the shards for a query are found. {@link RoutingEvaluator} turns it into a {@link Destination}, which the caller turns
 * into shards with its serving snapshot.
 */
public sealed interface Routing {

    /** Whether at most one shard is reached whatever the values are, so that the shard's own answer is the whole answer. */
    boolean isSingle();

    <R> R accept(Visitor<R> visitor);

    /** The one shard of an unsharded keyspace. */
    enum Unsharded implements Routing {
        UNSHARDED;

        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitUnsharded();
        }

        @Override
        public String toString() {
            return "Unsharded";
        }
    }

    /** Any one shard, for all answer the same: no table is read, or only reference tables are. */
    enum AnyShard implements Routing {
        ANY_SHARD;

        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitAnyShard();
        }

        @Override
        public String toString() {
            return "AnyShard";
        }
    }

    /**
     * No row can match. The query goes to any one shard all the same, which gives the columns of an empty result, or the
     * count of no rows.
     */
    enum None implements Routing {
        NONE;

        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitNone();
        }

        @Override
        public String toString() {
            return "None";
        }
    }

    /** The shard with the rows that have this value in the column of a unique vindex. */
    record EqualUnique(KeyColumn key, ValueRef value) implements Routing {
        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitEqualUnique(this);
        }

        @Override
        public String toString() {
            return "EqualUnique " + key + " = " + value;
        }
    }

    /** The shard with the rows that have these values in all columns of a vindex on several. */
    record EqualColumns(KeyColumns key, List<ValueRef> values) implements Routing {
        public EqualColumns {
            values = List.copyOf(values);
        }

        @Override
        public boolean isSingle() {
            return values.size() == key.vindex().columnCount() && key.vindex().isUnique();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitEqualColumns(this);
        }

        @Override
        public String toString() {
            return values.stream()
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "EqualColumns " + key + " = (", ")"));
        }
    }

    /** The shards with the rows that have any of these values. */
    record In(KeyColumn key, ValueList values) implements Routing {
        @Override
        public boolean isSingle() {
            return false;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitIn(this);
        }

        @Override
        public String toString() {
            return "In " + key + " in " + values;
        }
    }

    /**
     * The shards for a list of tuples of which one position is the vindex's column.
     *
     * @param token ordinal of a ROWS token
     * @param position the position in each tuple, from 0
     */
    record TupleIn(KeyColumn key, int token, int position) implements Routing {
        @Override
        public boolean isSingle() {
            return false;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitTupleIn(this);
        }

        @Override
        public String toString() {
            return "TupleIn " + key + " in #" + token + " at " + position;
        }
    }

    /** The shards for values from the first to the last, both inside, of a vindex that keeps the order. */
    record Between(KeyColumn key, ValueRef first, ValueRef last) implements Routing {
        @Override
        public boolean isSingle() {
            return false;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitBetween(this);
        }

        @Override
        public String toString() {
            return "Between " + key + " from " + first + " to " + last;
        }
    }

    /** The shard of one keyspace id. */
    record Pinned(KeyspaceId id) implements Routing {
        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitPinned(this);
        }

        @Override
        public String toString() {
            return "Pinned " + id.hex();
        }
    }

    /**
     * Several routings that must come to one keyspace id, because tables are read together that nothing ties but their
     * values. When they do not, the statement is refused.
     *
     * @param parts single ones
     */
    record Together(List<Routing> parts) implements Routing {
        public Together {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean isSingle() {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitTogether(this);
        }

        @Override
        public String toString() {
            return parts.stream().map(Object::toString).collect(Collectors.joining(" and ", "Together ", ""));
        }
    }

    /** All shards. */
    enum Scatter implements Routing {
        SCATTER;

        @Override
        public boolean isSingle() {
            return false;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitScatter();
        }

        @Override
        public String toString() {
            return "Scatter";
        }
    }

    /**
     * Where the session's target says, whatever the values are.
     *
     * @param target as the session wrote it, for explanations
     */
    record ByDestination(Destination destination, String target, boolean isSingle) implements Routing {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitByDestination(this);
        }

        @Override
        public String toString() {
            return "ByDestination " + target;
        }
    }

    /** One answer for each kind of routing. */
    interface Visitor<R> {
        R visitUnsharded();

        R visitAnyShard();

        R visitNone();

        R visitEqualUnique(EqualUnique equal);

        R visitEqualColumns(EqualColumns equal);

        R visitIn(In in);

        R visitTupleIn(TupleIn in);

        R visitBetween(Between between);

        R visitPinned(Pinned pinned);

        R visitTogether(Together together);

        R visitScatter();

        R visitByDestination(ByDestination byDestination);
    }
}
