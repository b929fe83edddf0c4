package io.shardgate.vschema.model;

/**
 * Something wrong in a VSchema.
 *
 * @param table empty when the problem is not one table's
 * @param message a whole sentence that names keyspace, table and column, fit for a user
 */
public record VSchemaProblem(String keyspace, String table, String message) {}
