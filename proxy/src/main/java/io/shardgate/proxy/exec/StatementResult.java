package io.shardgate.proxy.exec;

/**
 * What the session has to remember of a statement that succeeded.
 *
 * @param hasRows whether it gave a result set, perhaps an empty one
 * @param rows how many rows that had
 */
public record StatementResult(boolean hasRows, long rows, long affectedRows, long lastInsertId) {

    public static StatementResult ofRows(long rows) {
        return new StatementResult(true, rows, 0, 0);
    }

    public static StatementResult ofChange(long affectedRows, long lastInsertId) {
        return new StatementResult(false, 0, affectedRows, lastInsertId);
    }
}
