package io.shardgate.planner.statement;

/** A transaction isolation level. */
public enum IsolationLevel {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE;

    /** As the system variable has it and as SET TRANSACTION takes it, but for the sign between the words. */
    public String variableValue() {
        return name().replace('_', '-');
    }
}
