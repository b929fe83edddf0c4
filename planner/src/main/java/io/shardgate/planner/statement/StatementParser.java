package io.shardgate.planner.statement;

/** Reads the statements that are not the planner's. Stateless, so any thread may use it. */
public final class StatementParser {

    private StatementParser() {}
}
