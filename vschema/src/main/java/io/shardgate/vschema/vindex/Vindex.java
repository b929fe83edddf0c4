package io.shardgate.vschema.vindex;

/** A way from values of one or more columns to keyspace ids, as a keyspace's VSchema names and configures it. */
public interface Vindex {

    /** The name in the VSchema. */
    String name();

    /** The type in the VSchema, such as {@code hash}. */
    String type();

    /**
     * What using it costs, for choosing among several: 0 or 1 computes in the proxy, 10 and more asks a database, 100 is
     * the last resort.
     */
    int cost();

    /** Whether a value has at most one keyspace id. A table's primary vindex must be unique. */
    boolean isUnique();
}
