package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.proxy.tx.ShardTarget;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.StatusFlags;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that runs on one shard and whose answer is relayed: what is the same whether it is a text or prepared.
 *
 * <p>Borrows the connection, gives it back when the answer has ended, and knows what each way to fail means for the
 * session's transaction.
 */
abstract class SingleShardStatement implements Borrower, RelayReader.Listener {

    static final int DEADLOCK = 1213;

    private static final long AT_ONCE_NANOS = 100_000_000;
    private static final int LOCK_TABLE_FULL = 1206;

    /** MariaDB's, of a row that has changed since the transaction's snapshot. */
    private static final int RECORD_CHANGED = 1020;

    private final Execution execution;
    private final ResolvedShard resolved;
    private final ShardTarget shard;
    private final StatementEffect effect;
    private final Completion completion;

    private @Nullable BackendConnection connection;
    private boolean sentAgain;
    private long sentNanos;

    SingleShardStatement(Execution execution, ResolvedShard shard, StatementEffect effect, Completion completion) {
        this.execution = execution;
        this.resolved = shard;
        this.shard = ShardTarget.of(shard);
        this.effect = effect;
        this.completion = completion;
    }

    /** Writes the statement, and flushes. */
    abstract void send(BackendConnection lent);

    /** Whether the connection's state must be certain before the statement is sent. */
    boolean awaitsState() {
        return effect == StatementEffect.WRITE;
    }

    final void start() {
        try {
            execution.connections().acquire(shard, execution.shards().endpoint(resolved), awaitsState(), this);
        } catch (SqlErrorException e) {
            completion.failed(ErrPacket.of(e));
        }
    }

    /** Whether the server has rolled the whole transaction back, not only the statement. */
    static boolean endsTransaction(ErrPacket error) {
        return error.errno() == DEADLOCK || error.errno() == LOCK_TABLE_FULL || error.errno() == RECORD_CHANGED;
    }

    final ClientOutput output() {
        return execution.output();
    }

    final void reserve(String reason) {
        execution.connections().reserve(shard, connection(), reason);
    }

    final BackendConnection connection() {
        BackendConnection lent = connection;
        if (lent == null) {
            throw new IllegalStateException("no connection was lent");
        }
        return lent;
    }

    final void succeed(StatementResult result) {
        execution.connections().done(connection());
        completion.succeeded(result);
    }

    final void fail(ErrPacket error) {
        execution.connections().done(connection());
        if (endsTransaction(error) && execution.connections().inTransaction()) {
            execution.connections().transactionLost(() -> completion.failed(error));
        } else {
            completion.failed(error);
        }
    }

    @Override
    public final void lent(BackendConnection lent) {
        connection = lent;
        sentNanos = System.nanoTime();
        send(lent);
    }

    @Override
    public final void refused(SqlErrorException cause) {
        completion.failed(ErrPacket.of(cause));
    }

    @Override
    public final void relayed(OkPacket last, long rows, boolean hasRows) {
        if ((last.statusFlags() & StatusFlags.SESSION_STATE_CHANGED) != 0) {
            reserve("a statement left state in its connection");
        }
        execution.connections().serverSays(shard, connection(), last.inTransaction());
        StatementResult result = hasRows
                ? StatementResult.ofRows(rows)
                : StatementResult.ofChange(last.affectedRows(), last.lastInsertId());
        if (last.warnings() == 0) {
            succeed(result);
        } else {
            fetchWarnings(result);
        }
    }

    /** The connection may serve another session next, so what it has to say is asked for now. */
    private void fetchWarnings(StatementResult result) {
        execution.output().flush();
        Lookup.ask(connection(), "SHOW WARNINGS", new Lookup.Listener() {
            @Override
            public void found(List<ColumnDefinition> columns, List<byte[] @Nullable []> rows) {
                succeed(result.with(
                        rows.stream().map(SingleShardStatement::warning).toList()));
            }

            @Override
            public void failed(ErrPacket error) {
                succeed(result);
            }
        });
        connection().flush();
    }

    private static Warning warning(byte[] @Nullable [] row) {
        return new Warning(text(row[0]), Integer.parseInt(text(row[1])), text(row[2]));
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public void refused(ErrPacket error, boolean begun) {
        fail(error);
    }

    @Override
    public final void lost(SqlErrorException cause, boolean begun) {
        ShardConnections connections = execution.connections();
        boolean held = connections.heldOn(shard) != null;
        connections.done(connection());
        if (held && connections.inTransaction()) {
            SqlErrorException lost = SqlError.TRANSACTION_LOST.exception(cause.getMessage());
            connections.transactionLost(() -> completion.failed(ErrPacket.of(lost)));
        } else if (cause.error() == SqlError.BACKEND_LOST
                && effect == StatementEffect.READ
                && !begun
                && !held
                && !sentAgain
                && System.nanoTime() - sentNanos < AT_ONCE_NANOS) {
            // The server had closed an idle connection just as we used it, and has not run what can be sent again.
            // Later
            // it may have, or somebody may have ended it there, or it may be what the server died of.
            sentAgain = true;
            start();
        } else {
            completion.failed(ErrPacket.of(cause));
        }
    }
}
