package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Optional;

/**
 * A statement as far as the proxy has to understand it before, or instead of, planning.
 *
 * <p>Immutable; spans refer to the tokens it was parsed from.
 */
public sealed interface Statement {

    StatementKind kind();

    /** Nothing, or comments only. */
    record Empty(StatementKind kind) implements Statement {}

    /** A query or DML: the planner's. */
    record Planned(StatementKind kind) implements Statement {}

    /** Everything of which only the kind matters here; a server understands it, or nobody does. */
    record Opaque(StatementKind kind) implements Statement {}

    /** SET, with its items in the order of the text. */
    record Set(List<SetItem> items) implements Statement {
        public Set {
            items = List.copyOf(items);
        }

        @Override
        public StatementKind kind() {
            return StatementKind.SET;
        }
    }

    /** USE: the target as it is written, without quotes; {@code customer:-80@replica}, {@code customer/-80}. */
    record Use(String target) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.USE;
        }
    }

    /** BEGIN or START TRANSACTION. */
    record Begin(Optional<AccessMode> accessMode, boolean consistentSnapshot) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.BEGIN;
        }
    }

    record Commit(Completion chain, Completion release) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.COMMIT;
        }
    }

    record Rollback(Completion chain, Completion release) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.ROLLBACK;
        }
    }

    record Savepoint(String name) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.SAVEPOINT;
        }
    }

    record ReleaseSavepoint(String name) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.RELEASE_SAVEPOINT;
        }
    }

    record RollbackTo(String name) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.ROLLBACK_TO;
        }
    }

    /**
     * SHOW.
     *
     * @param modifiers FULL, EXTENDED, GLOBAL, SESSION, LOCAL and such, in upper case
     * @param from the table, or for forms that show tables the database as its table part
     * @param like the pattern as it is written, escapes resolved
     * @param where the condition after WHERE
     */
    record Show(
            ShowForm form,
            List<String> modifiers,
            Optional<TableName> from,
            Optional<String> like,
            Optional<Span> where)
            implements Statement {
        public Show {
            modifiers = List.copyOf(modifiers);
        }

        @Override
        public StatementKind kind() {
            return StatementKind.SHOW;
        }
    }

    /** KILL. */
    record Kill(Scope scope, long connectionId) implements Statement {

        /** What is to end. */
        public enum Scope {
            CONNECTION,
            QUERY
        }

        @Override
        public StatementKind kind() {
            return StatementKind.KILL;
        }
    }

    /**
     * EXPLAIN of a statement.
     *
     * @param innerToken the explained statement's first token
     * @param innerStart its first byte
     */
    record Explain(int innerToken, int innerStart) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.EXPLAIN;
        }
    }

    /** EXPLAIN FOR CONNECTION. */
    record ExplainConnection(long connectionId) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.EXPLAIN;
        }
    }

    /** VEXPLAIN of a statement: the text from the inner start on is a statement of its own. */
    record VExplain(Detail detail, int innerToken, int innerStart) implements Statement {

        /** How much it tells. */
        public enum Detail {
            PLAN,
            ALL,
            QUERIES,
            TRACE,
            KEYS
        }

        @Override
        public StatementKind kind() {
            return StatementKind.VEXPLAIN;
        }
    }

    /** DESCRIBE of a table; the column may be a pattern. */
    record Describe(TableName table, Optional<String> column) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.DESCRIBE;
        }
    }

    /** SELECT NEXT from a sequence. */
    record SelectNext(NextCount count, TableName sequence) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.SELECT_NEXT;
        }
    }

    /** How many values SELECT NEXT asks for. */
    sealed interface NextCount {
        /** VALUE is 1. */
        record Fixed(long count) implements NextCount {}

        /** {@code ?}, by its index from 0. */
        record Parameter(int index) implements NextCount {}
    }

    /** PREPARE from a text or from a user variable. */
    record Prepare(String name, PreparedText text) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.PREPARE;
        }
    }

    /** Where PREPARE takes its text from. */
    sealed interface PreparedText {
        record Literal(SqlValue text) implements PreparedText {}

        record UserVariable(String name) implements PreparedText {}
    }

    /** EXECUTE, with the user variables' names without signs and quotes. */
    record Execute(String name, List<String> using) implements Statement {
        public Execute {
            using = List.copyOf(using);
        }

        @Override
        public StatementKind kind() {
            return StatementKind.EXECUTE;
        }
    }

    record Deallocate(String name) implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.DEALLOCATE;
        }
    }

    record LockTables(List<LockedTable> tables) implements Statement {
        public LockTables {
            tables = List.copyOf(tables);
        }

        @Override
        public StatementKind kind() {
            return StatementKind.LOCK_TABLES;
        }
    }

    /** A table of LOCK TABLES; the lock as it is written, in upper case, such as {@code READ LOCAL}. */
    record LockedTable(TableName table, Optional<String> alias, String lock) {}

    record UnlockTables() implements Statement {
        @Override
        public StatementKind kind() {
            return StatementKind.UNLOCK_TABLES;
        }
    }

    /** A SELECT of nothing but system variables, as drivers send at connect. */
    record SelectSystemVariables(List<SelectedVariable> variables) implements Statement {
        public SelectSystemVariables {
            variables = List.copyOf(variables);
        }

        @Override
        public StatementKind kind() {
            return StatementKind.SELECT;
        }
    }

    /**
     * A selected system variable.
     *
     * @param name in lower case
     * @param columnName what the result's column is called: the alias, or the expression as it is written
     */
    record SelectedVariable(VariableScope scope, String name, String columnName) {}
}
