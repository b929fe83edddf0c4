package io.shardgate.planner.splice;

/**
 * What differs from shard to shard in a split text: which elements of the list, or which rows of the INSERT, and the ids
 * that rows were given.
 */
public interface ShardRows {

    /** How many elements or rows the shard gets; at least 1. */
    int count();

    /** The index of the nth of them in the client's list. */
    int index(int nth);

    /** Whether the row gets a value of the sequence. */
    boolean isGenerated(int row);

    /** The value that it gets, if it does. */
    long generated(int row);
}
