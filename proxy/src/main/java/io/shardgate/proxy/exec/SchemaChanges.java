package io.shardgate.proxy.exec;

/** Learns that a statement of ours has changed tables. Thread-safe. */
public interface SchemaChanges {

    /**
     * The tables of a keyspace have changed.
     *
     * @param known runs, on any thread, when statements that start from then on are planned with the new tables, or when
     *     waiting for that has taken too long
     */
    void changed(String keyspace, Runnable known);
}
