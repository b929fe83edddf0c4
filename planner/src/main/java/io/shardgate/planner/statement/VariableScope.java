package io.shardgate.planner.statement;

/** Which value of a system variable is meant. */
public enum VariableScope {
    /** No scope is written: the session's for SET and, where there is one, for reading. */
    UNSPECIFIED,
    /** SESSION or LOCAL. */
    SESSION,
    GLOBAL,
    PERSIST,
    PERSIST_ONLY
}
