package io.shardgate.proxy.session;

import io.shardgate.planner.statement.AccessMode;
import io.shardgate.planner.statement.Completion;
import io.shardgate.planner.statement.Statement;
import io.shardgate.proxy.exec.Guarded;
import io.shardgate.proxy.tx.Outcome;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.vschema.error.SqlError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * BEGIN, COMMIT, ROLLBACK and savepoints, for all shards of the session's transaction. Confined to its event loop.
 */
final class TransactionStatements {

    private final Session session;
    private final ShardConnections connections;

    TransactionStatements(Session session) {
        this.session = session;
        this.connections = session.connections();
    }

    /** A transaction that is open is committed first, as MySQL does. */
    void begin(Statement.Begin begin, StatementContext context) {
        commitFirst(context, () -> {
            connections.begin(sql(begin));
            session.answerOk(context);
        });
    }

    void commit(Statement.Commit commit, StatementContext context) {
        String again = chained(commit.chain());
        connections.commit(ended(context, again, commit.release()));
    }

    void rollback(Statement.Rollback rollback, StatementContext context) {
        String again = chained(rollback.chain());
        connections.rollback(ended(context, again, rollback.release()));
    }

    void savepoint(Statement.Savepoint savepoint, StatementContext context) {
        // Outside a transaction a savepoint is gone with its own statement.
        if (connections.inTransaction() || !connections.isAutocommit()) {
            connections.savepoint(quote(savepoint.name()), answer(context));
        } else {
            session.answerOk(context);
        }
    }

    void releaseSavepoint(Statement.ReleaseSavepoint release, StatementContext context) {
        String name = known(release.name());
        connections.releaseSavepoint(name, answer(context));
    }

    void rollbackTo(Statement.RollbackTo rollback, StatementContext context) {
        String name = known(rollback.name());
        connections.rollbackToSavepoint(name, answer(context));
    }

    /** Ends the open transaction as a statement does that commits implicitly, then goes on. */
    void commitFirst(StatementContext context, Runnable then) {
        if (!connections.inTransaction()) {
            then.run();
            return;
        }
        connections.commit(error -> {
            if (error == null) {
                Guarded.run(session, context.completion(), then);
            } else {
                context.completion().failed(error);
            }
        });
    }

    private Outcome ended(StatementContext context, @Nullable String again, Completion release) {
        return error -> {
            if (error != null) {
                context.completion().failed(error);
                return;
            }
            if (again != null) {
                connections.begin(again);
            }
            session.answerOk(context);
            if (release == Completion.YES) {
                session.output().flush();
                session.output().close();
            }
        };
    }

    private Outcome answer(StatementContext context) {
        return error -> {
            if (error == null) {
                session.answerOk(context);
            } else {
                context.completion().failed(error);
            }
        };
    }

    private static @Nullable String chained(Completion chain) {
        return chain == Completion.YES ? "BEGIN" : null;
    }

    private String known(String name) {
        String quoted = quote(name);
        if (!connections.hasSavepoint(quoted)) {
            throw SqlError.UNKNOWN_SAVEPOINT.exception(name);
        }
        return quoted;
    }

    private static String sql(Statement.Begin begin) {
        var sql = new StringBuilder("START TRANSACTION");
        String separator = " ";
        if (begin.consistentSnapshot()) {
            sql.append(separator).append("WITH CONSISTENT SNAPSHOT");
            separator = ", ";
        }
        if (begin.accessMode().isPresent()) {
            boolean readOnly = begin.accessMode().get() == AccessMode.READ_ONLY;
            sql.append(separator).append(readOnly ? "READ ONLY" : "READ WRITE");
        }
        return sql.toString();
    }

    private static String quote(String name) {
        // Names of savepoints are the same in any case.
        return "`" + name.toLowerCase(Locale.ROOT).replace("`", "``") + "`";
    }
}
