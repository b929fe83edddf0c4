package io.shardgate.vschema.schema;

/** What a column gets when an INSERT says nothing of it. */
public sealed interface ColumnDefault {

    static ColumnDefault none() {
        return None.NONE;
    }

    /** No default was declared: a nullable column gets NULL, another one must be given a value. */
    enum None implements ColumnDefault {
        NONE
    }

    /** DEFAULT NULL was declared or follows from the column being nullable. */
    enum Null implements ColumnDefault {
        NULL
    }

    /** A constant, as information_schema prints it: characters without quotes. */
    record Literal(String text) implements ColumnDefault {}

    /** Computed by MySQL at each insert, such as CURRENT_TIMESTAMP or (uuid()). */
    record Expression(String sql) implements ColumnDefault {}
}
