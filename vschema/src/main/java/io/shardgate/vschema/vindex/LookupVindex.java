package io.shardgate.vschema.vindex;

/**
 * A vindex that keeps its keyspace ids in a table. Only such a vindex can be owned: its table is written together with
 * the rows of the owner.
 */
public interface LookupVindex extends Vindex {

    /** The table that holds values and keyspace ids, qualified with its keyspace if the VSchema qualifies it. */
    String lookupTable();
}
