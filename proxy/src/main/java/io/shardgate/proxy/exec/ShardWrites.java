package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.backend.OkReader;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.SessionState;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes rows on one or several shards as one statement: all of it happens or none of it does. Confined to the session's
 * event loop.
 *
 * <p>On several shards it runs in a transaction of its own, or, inside the client's transaction, behind a savepoint on
 * each shard.
 */
final class ShardWrites {

    private static final String SAVEPOINT = "`_shardgate_statement`";

    private final Execution execution;
    private final List<Change> changes;
    private final Dml.Counting counting;
    private final long generatedId;
    private final Completion completion;
    private final ShardConnections connections;

    private final List<BackendConnection> lent = new ArrayList<>();
    private final List<OkPacket> results = new ArrayList<>();
    private @Nullable ErrPacket error;
    private int outstanding;
    private boolean ownTransaction;
    private boolean behindSavepoint;

    /** What is changed on one shard: the texts run one after the other. */
    record Change(ResolvedShard shard, List<StatementText> texts) {
        Change {
            texts = List.copyOf(texts);
        }
    }

    /** One text for each shard. */
    static ShardWrites ofEach(
            Execution execution,
            List<Scatter.Query> queries,
            Dml.Counting counting,
            long generatedId,
            Completion completion) {
        List<Change> changes = queries.stream()
                .map(query -> new Change(query.shard(), List.of(query.text())))
                .toList();
        return new ShardWrites(execution, changes, counting, generatedId, completion);
    }

    /** @param generatedId the first id that a sequence gave the statement's rows; 0 if it gave none */
    ShardWrites(
            Execution execution, List<Change> changes, Dml.Counting counting, long generatedId, Completion completion) {
        this.execution = execution;
        this.changes = List.copyOf(changes);
        this.counting = counting;
        this.generatedId = generatedId;
        this.completion = completion;
        this.connections = execution.connections();
    }

    void start() {
        boolean isOne = changes.size() == 1 && changes.get(0).texts().size() == 1;
        if (!isOne) {
            ownTransaction = !connections.inTransaction() && connections.isAutocommit();
            behindSavepoint = !ownTransaction;
            if (ownTransaction) {
                connections.begin(null);
            }
        }
        List<ResolvedShard> shards = changes.stream().map(Change::shard).toList();
        ShardAcquisition.take(execution, shards, StatementEffect.WRITE, new ShardAcquisition.Listener() {
            @Override
            public void lent(List<BackendConnection> connections) {
                lent.addAll(connections);
                send();
            }

            @Override
            public void refused(SqlErrorException cause) {
                giveUp(cause);
            }
        });
    }

    private void giveUp(SqlErrorException cause) {
        ErrPacket packet = ErrPacket.of(cause);
        if (ownTransaction) {
            connections.rollback(ignored -> completion.failed(packet));
        } else {
            completion.failed(packet);
        }
    }

    private void send() {
        outstanding = changes.size();
        for (int i = 0; i < changes.size(); i++) {
            BackendConnection connection = lent.get(i);
            if (behindSavepoint) {
                connections.ahead(connection, "SAVEPOINT " + SAVEPOINT);
            }
            send(connection, changes.get(i).texts(), 0);
        }
    }

    private void send(BackendConnection connection, List<StatementText> texts, int index) {
        StatementText text = texts.get(index);
        connection.write(
                CommandPackets.of(connection, Command.QUERY, text.bytes(), text.from(), text.to()),
                new Result(connection, texts, index));
        connection.flush();
    }

    /** The answer of one shard to one text. */
    private final class Result extends OkReader {

        private final BackendConnection connection;
        private final List<StatementText> texts;
        private final int index;

        Result(BackendConnection connection, List<StatementText> texts, int index) {
            super(connection);
            this.connection = connection;
            this.texts = texts;
            this.index = index;
        }

        @Override
        protected void ok(OkPacket packet) {
            results.add(packet);
            boolean isLast = index + 1 == texts.size();
            if (isLast || error != null) {
                ended();
            } else {
                send(connection, texts, index + 1);
            }
        }

        @Override
        protected void refused(ErrPacket refusal) {
            if (error == null || SingleShardStatement.endsTransaction(refusal)) {
                // Its server has rolled the whole transaction back, whatever another one says of the statement.
                error = refusal;
            }
            ended();
        }

        @Override
        public void lost(SqlErrorException cause) {
            error = error == null ? ErrPacket.of(cause) : error;
            ended();
        }
    }

    private void ended() {
        outstanding--;
        if (outstanding > 0) {
            return;
        }
        boolean lost = lent.stream().anyMatch(connection -> !connection.isUsable());
        giveBack();
        ErrPacket cause = error;
        if (cause != null) {
            undo(cause, lost);
        } else if (ownTransaction) {
            connections.commit(failure -> {
                if (failure == null) {
                    succeed();
                } else {
                    completion.failed(failure);
                }
            });
        } else if (behindSavepoint) {
            connections.releaseStatement(SAVEPOINT, lent, failure -> {
                if (failure == null) {
                    succeed();
                } else {
                    completion.failed(failure);
                }
            });
        } else {
            succeed();
        }
    }

    private void undo(ErrPacket cause, boolean lost) {
        boolean deadlock = SingleShardStatement.endsTransaction(cause);
        if (ownTransaction) {
            connections.rollback(ignored -> completion.failed(cause));
        } else if (connections.inTransaction() && (lost || deadlock)) {
            ErrPacket told = deadlock ? cause : ErrPacket.of(SqlError.TRANSACTION_LOST.exception(cause.message()));
            connections.transactionLost(() -> completion.failed(told));
        } else if (behindSavepoint) {
            connections.undoStatement(SAVEPOINT, lent, failure -> {
                if (failure == null) {
                    completion.failed(cause);
                } else {
                    // What is undone and what is not is not known any more.
                    ErrPacket told = ErrPacket.of(SqlError.TRANSACTION_LOST.exception(failure.message()));
                    connections.transactionLost(() -> completion.failed(told));
                }
            });
        } else {
            completion.failed(cause);
        }
    }

    private void succeed() {
        long affected = 0;
        int warnings = 0;
        List<String> infos = new ArrayList<>();
        for (OkPacket result : results) {
            affected = counting == Dml.Counting.ONE ? result.affectedRows() : affected + result.affectedRows();
            warnings = Math.min(0xFFFF, warnings + result.warnings());
            infos.add(result.info());
        }
        String info = counting == Dml.Counting.ONE ? infos.get(0) : StatementCounts.sum(infos);
        long insertId = generatedId != 0 ? generatedId : results.get(0).lastInsertId();
        ClientOutput output = execution.output();
        ByteBuf out = output.allocator().buffer(64 + info.length());
        int sequence = output.sequence();
        new OkPacket(affected, insertId, output.statusFlags(0), warnings, info, SessionState.NONE)
                .write(new PacketWriter(out), sequence, OkPacket.HEADER, output.capabilities());
        output.sequence(sequence + 1);
        output.write(out);
        completion.succeeded(StatementResult.ofChange(affected, insertId));
    }

    private void giveBack() {
        lent.forEach(connections::done);
    }
}
