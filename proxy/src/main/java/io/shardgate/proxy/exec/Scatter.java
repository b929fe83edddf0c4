package io.shardgate.proxy.exec;

import io.netty.channel.EventLoop;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks several shards and combines their rows. Confined to the session's event loop.
 *
 * <p>It has all connections before it sends anything, taken in the order of the shards, so that two statements never wait
 * for each other's. After a failure the other shards' answers are cut off, or read to their end where the connection is
 * held for a transaction.
 */
final class Scatter implements ShardRows.Observer {

    /** What a shard is asked. */
    record Query(ResolvedShard shard, StatementText text) {}

    private final Execution execution;
    private final StatementEffect effect;
    private final List<Query> queries;
    private final List<SortKey> keys;
    private final RowSink sink;
    private final EventLoop loop;
    private final Runnable done;
    private final Completion failure;

    private final List<BackendConnection> connections = new ArrayList<>();
    private final List<ShardRows> answers = new ArrayList<>();
    private @Nullable RowMerge merge;
    private @Nullable ErrPacket error;
    private boolean merging;
    private boolean waitsForClient;
    private boolean deadlocked;
    private boolean finished;

    /**
     * @param keys the order that the rows of each shard have, to be kept; none for any order
     * @param done runs when the sink has had all rows
     * @param failure is told when something failed; its success is never called
     */
    Scatter(
            Execution execution,
            StatementEffect effect,
            List<Query> queries,
            List<SortKey> keys,
            RowSink sink,
            Runnable done,
            Completion failure) {
        this.execution = execution;
        this.effect = effect;
        this.queries = List.copyOf(queries);
        this.keys = List.copyOf(keys);
        this.sink = sink;
        this.loop = execution.eventLoop();
        this.done = done;
        this.failure = failure;
    }

    void start() {
        List<ResolvedShard> shards = queries.stream().map(Query::shard).toList();
        ShardAcquisition.take(execution, shards, effect, new ShardAcquisition.Listener() {
            @Override
            public void lent(List<BackendConnection> lent) {
                connections.addAll(lent);
                ask();
            }

            @Override
            public void refused(SqlErrorException cause) {
                failure.failed(ErrPacket.of(cause));
            }
        });
    }

    private void ask() {
        for (int i = 0; i < queries.size(); i++) {
            answers.add(new ShardRows(connections.get(i), this));
        }
        merge = new RowMerge(answers, keys, sink);
        for (int i = 0; i < queries.size(); i++) {
            BackendConnection connection = connections.get(i);
            StatementText text = queries.get(i).text();
            connection.write(
                    CommandPackets.of(connection, Command.QUERY, text.bytes(), text.from(), text.to()),
                    answers.get(i).reader());
            connection.flush();
        }
    }

    @Override
    public void arrived() {
        Guarded.run(execution, failure, this::goOnWithWhatArrived);
    }

    private void goOnWithWhatArrived() {
        if (finished || merging || waitsForClient) {
            return;
        }
        if (error != null) {
            endIfQuiet();
            return;
        }
        advance();
    }

    private void advance() {
        RowMerge merging = merge;
        if (merging == null) {
            return;
        }
        RowMerge.Progress progress;
        this.merging = true;
        try {
            progress = merging.advance();
        } catch (SqlErrorException e) {
            fail(ErrPacket.of(e));
            return;
        } finally {
            this.merging = false;
        }
        switch (progress) {
            case DONE -> {
                finished = true;
                giveBack();
                done.run();
            }
            case MORE -> goOn();
            case WAITING -> execution.output().flush();
        }
    }

    /** Other sessions of the event loop come in between, and the client has to keep up. */
    private void goOn() {
        execution.output().flush();
        if (execution.output().isWritable()) {
            loop.execute(this::arrived);
        } else {
            waitsForClient = true;
            execution.output().whenWritable(() -> {
                waitsForClient = false;
                arrived();
            });
        }
    }

    @Override
    public void failed(ShardRows rows, ErrPacket cause) {
        fail(cause);
    }

    @Override
    public void lost(ShardRows rows, SqlErrorException cause) {
        fail(ErrPacket.of(cause));
    }

    /** The first failure is the statement's; the others follow from it or say no more. */
    private void fail(ErrPacket cause) {
        if (SingleShardStatement.endsTransaction(cause)) {
            deadlocked = true;
        }
        if (error == null) {
            error = cause;
            for (ShardRows answer : answers) {
                answer.discard();
                if (!answer.hasEnded() && !execution.connections().isHeld(answer.connection())) {
                    answer.connection().close();
                }
            }
        }
        endIfQuiet();
    }

    private void endIfQuiet() {
        ErrPacket cause = error;
        if (finished || cause == null || !answers.stream().allMatch(ShardRows::hasEnded)) {
            return;
        }
        finished = true;
        boolean lostTransaction = execution.connections().inTransaction()
                && (deadlocked || connections.stream().anyMatch(connection -> !connection.isUsable()));
        giveBack();
        if (!lostTransaction) {
            failure.failed(cause);
        } else if (SingleShardStatement.endsTransaction(cause)) {
            execution.connections().transactionLost(() -> failure.failed(cause));
        } else {
            ErrPacket lost = ErrPacket.of(SqlError.TRANSACTION_LOST.exception(cause.message()));
            execution.connections().transactionLost(() -> failure.failed(lost));
        }
    }

    private void giveBack() {
        connections.forEach(connection -> execution.connections().done(connection));
    }
}
