package io.shardgate.sequences;

/** A sequence table of an unsharded keyspace. */
public record SequenceName(String keyspace, String table) {

    @Override
    public String toString() {
        return keyspace + "." + table;
    }
}
