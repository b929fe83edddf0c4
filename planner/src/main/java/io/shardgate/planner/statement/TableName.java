package io.shardgate.planner.statement;

import java.util.Optional;

/** A table's name with the database it is qualified with, without quotes. */
public record TableName(Optional<String> database, String table) {}
