package io.shardgate.planner.statement;

/** Whether a transaction may write. */
public enum AccessMode {
    READ_WRITE,
    READ_ONLY
}
