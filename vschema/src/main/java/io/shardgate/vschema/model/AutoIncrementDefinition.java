package io.shardgate.vschema.model;

/**
 * A column that is filled from a sequence, as an operator wrote it.
 *
 * @param sequence a table, qualified with its keyspace or not
 */
public record AutoIncrementDefinition(String column, String sequence) {}
