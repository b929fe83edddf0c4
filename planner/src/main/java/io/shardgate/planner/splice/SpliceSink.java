package io.shardgate.planner.splice;

/** Takes the text of one shard as it is made, in order. */
public interface SpliceSink {

    /** Bytes of the client's text, without any parameter's question mark in them. */
    void copy(byte[] source, int from, int to);

    /** ASCII text of our own. */
    void text(String ascii);

    /** The place of a parameter: write a question mark and note the index, or write the value. */
    void parameter(int index);
}
