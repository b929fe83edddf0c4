package io.shardgate.serving.topology;

/** A logical database. Whether it is sharded is said by its VSchema, and by its shards. */
public record Keyspace(String name) {

    public Keyspace {
        Names.checkKeyspace(name);
    }
}
