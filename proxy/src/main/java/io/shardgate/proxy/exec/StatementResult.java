package io.shardgate.proxy.exec;

import java.util.List;

/**
 * What the session has to remember of a statement that succeeded.
 *
 * @param kind what it gave
 * @param rows how many rows, if it gave any
 * @param warnings what SHOW WARNINGS is to show
 */
public record StatementResult(Kind kind, long rows, long affectedRows, long lastInsertId, List<Warning> warnings) {

    /** What a statement gave. */
    public enum Kind {
        ROWS,
        CHANGE,
        /** Rows about the statement before, which stay what they are. */
        DIAGNOSTICS
    }

    public StatementResult {
        warnings = List.copyOf(warnings);
    }

    public static StatementResult ofRows(long rows) {
        return new StatementResult(Kind.ROWS, rows, 0, 0, List.of());
    }

    public static StatementResult ofChange(long affectedRows, long lastInsertId) {
        return new StatementResult(Kind.CHANGE, 0, affectedRows, lastInsertId, List.of());
    }

    public static StatementResult ofDiagnostics(long rows) {
        return new StatementResult(Kind.DIAGNOSTICS, rows, 0, 0, List.of());
    }

    StatementResult with(List<Warning> statementWarnings) {
        return new StatementResult(kind, rows, affectedRows, lastInsertId, statementWarnings);
    }
}
