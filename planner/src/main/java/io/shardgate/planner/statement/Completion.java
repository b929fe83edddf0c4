package io.shardgate.planner.statement;

/** A word of COMMIT or ROLLBACK that may be said, denied with NO, or left to completion_type. */
public enum Completion {
    UNSPECIFIED,
    YES,
    NO
}
