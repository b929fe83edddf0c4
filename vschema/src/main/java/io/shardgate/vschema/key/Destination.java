package io.shardgate.vschema.key;

import java.util.List;

/** Where in a keyspace something lives, before shards are known. */
public sealed interface Destination {

    /** Whether a shard that owns the range may hold something of this destination. */
    boolean touches(KeyRange shard);

    <R> R accept(Visitor<R> visitor);

    static Destination none() {
        return None.NONE;
    }

    static Destination everywhere() {
        return Everywhere.EVERYWHERE;
    }

    /** Nowhere: no row can match. */
    enum None implements Destination {
        NONE;

        @Override
        public boolean touches(KeyRange shard) {
            return false;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitNone();
        }
    }

    /** At one keyspace id. */
    record At(KeyspaceId id) implements Destination {
        @Override
        public boolean touches(KeyRange shard) {
            return shard.contains(id);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitAt(this);
        }
    }

    /** At any of several keyspace ids. */
    record AnyOf(List<KeyspaceId> ids) implements Destination {
        public AnyOf {
            ids = List.copyOf(ids);
        }

        @Override
        public boolean touches(KeyRange shard) {
            return ids.stream().anyMatch(shard::contains);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitAnyOf(this);
        }
    }

    /** Anywhere in a key range. */
    record In(KeyRange range) implements Destination {
        @Override
        public boolean touches(KeyRange shard) {
            return shard.overlaps(range);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitIn(this);
        }
    }

    /**
     * From one keyspace id to another, both inside.
     *
     * <p>A key range cannot say that: ids have any length, so there is no id that comes next after the last one.
     */
    record Between(KeyspaceId first, KeyspaceId last) implements Destination {
        @Override
        public boolean touches(KeyRange shard) {
            boolean shardEndsBefore = shard.end().length() != 0 && shard.end().compareTo(first) <= 0;
            return !shardEndsBefore && shard.start().compareTo(last) <= 0;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitBetween(this);
        }
    }

    /** Anywhere in the keyspace. */
    enum Everywhere implements Destination {
        EVERYWHERE;

        @Override
        public boolean touches(KeyRange shard) {
            return true;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visitEverywhere();
        }
    }

    /** One answer for each kind of destination. */
    interface Visitor<R> {
        R visitNone();

        R visitAt(At at);

        R visitAnyOf(AnyOf anyOf);

        R visitIn(In in);

        R visitBetween(Between between);

        R visitEverywhere();
    }
}
