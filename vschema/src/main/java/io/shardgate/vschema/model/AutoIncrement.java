package io.shardgate.vschema.model;

/** A column that the proxy fills from a sequence when a statement gives it no value. */
public record AutoIncrement(String column, String sequenceKeyspace, String sequenceTable) {}
