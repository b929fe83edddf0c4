package io.shardgate.serving.topology;

/**
 * A logical database. Whether it is sharded is said by its VSchema, and by its shards.
 *
 * @param schemaChanges how often commands have changed its tables. It only ever rises, and whoever tracks the schema reads
 *     the tables again when it does
 */
public record Keyspace(String name, long schemaChanges) {

    public Keyspace {
        Names.checkKeyspace(name);
    }

    /** A keyspace whose tables no command has changed yet. */
    public Keyspace(String name) {
        this(name, 0);
    }

    public Keyspace withSchemaChanged() {
        return new Keyspace(name, schemaChanges + 1);
    }
}
