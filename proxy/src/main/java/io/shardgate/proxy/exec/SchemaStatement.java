package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.planner.primitive.Ddl;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.backend.OkReader;
import io.shardgate.proxy.tx.ShardTarget;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs DDL on all shards of its keyspace at once, then has the tables read again. Confined to the session's event loop.
 *
 * <p>DDL commits by itself on each server, so a failure on one shard cannot take back what another one has done; the error
 * says on which shards it succeeded.
 */
final class SchemaStatement {

    private final PlannedStatement statement;
    private final Ddl ddl;
    private final List<ResolvedShard> shards;
    private final Map<ResolvedShard, ErrPacket> failures = new LinkedHashMap<>();
    private int outstanding;
    private int warnings;

    private SchemaStatement(PlannedStatement statement, Ddl ddl) {
        this.statement = statement;
        this.ddl = ddl;
        this.shards = statement.resolve(ddl.keyspace(), ddl.routing());
    }

    static void run(PlannedStatement statement, Ddl ddl) {
        new SchemaStatement(statement, ddl).start();
    }

    private void start() {
        outstanding = shards.size();
        for (ResolvedShard shard : shards) {
            StatementText text = statement.texts().text(SplicedText.WHOLE, ddl.routing(), shard);
            try {
                Execution execution = statement.execution();
                execution
                        .connections()
                        .acquire(
                                ShardTarget.of(shard),
                                execution.shards().endpoint(shard),
                                true,
                                new OnShard(shard, text));
            } catch (SqlErrorException e) {
                failed(shard, ErrPacket.of(e));
            }
        }
    }

    /** The statement on one shard. */
    private final class OnShard implements Borrower {

        private final ResolvedShard shard;
        private final StatementText text;

        OnShard(ResolvedShard shard, StatementText text) {
            this.shard = shard;
            this.text = text;
        }

        @Override
        public void lent(BackendConnection connection) {
            connection.write(
                    CommandPackets.of(connection, Command.QUERY, text.bytes(), text.from(), text.to()),
                    new OkReader(connection) {
                        @Override
                        protected void ok(OkPacket packet) {
                            statement.execution().connections().done(connection);
                            warnings = Math.max(warnings, packet.warnings());
                            ended();
                        }

                        @Override
                        protected void refused(ErrPacket error) {
                            statement.execution().connections().done(connection);
                            failed(shard, error);
                        }

                        @Override
                        public void lost(SqlErrorException cause) {
                            statement.execution().connections().done(connection);
                            failed(shard, ErrPacket.of(cause));
                        }
                    });
            connection.flush();
        }

        @Override
        public void refused(SqlErrorException cause) {
            failed(shard, ErrPacket.of(cause));
        }
    }

    private void failed(ResolvedShard shard, ErrPacket error) {
        failures.put(shard, error);
        ended();
    }

    private void ended() {
        outstanding--;
        if (outstanding > 0) {
            return;
        }
        Execution execution = statement.execution();
        execution
                .schemaChanges()
                .changed(
                        ddl.keyspace(),
                        () -> execution
                                .eventLoop()
                                .execute(() -> Guarded.run(execution, statement.completion(), this::answer)));
    }

    private void answer() {
        if (!failures.isEmpty()) {
            statement.completion().failed(report());
            return;
        }
        ClientOutput output = statement.execution().output();
        ByteBuf out = output.allocator().buffer(32);
        int sequence = output.sequence();
        OkPacket ok =
                new OkPacket(0, 0, output.statusFlags(0), warnings, "", io.shardgate.proxy.wire.SessionState.NONE);
        ok.write(new PacketWriter(out), sequence, OkPacket.HEADER, output.capabilities());
        output.sequence(sequence + 1);
        output.write(out);
        statement.completion().succeeded(StatementResult.ofChange(0, 0));
    }

    /** MySQL's own error; on several shards with what became of each. */
    private ErrPacket report() {
        ErrPacket first = failures.values().iterator().next();
        if (shards.size() == 1) {
            return first;
        }
        var message = new StringBuilder(first.message()).append(" [");
        String separator = "";
        for (ResolvedShard shard : shards) {
            ErrPacket failure = failures.get(shard);
            message.append(separator)
                    .append(shard.path())
                    .append(failure == null ? ": done" : ": failed with error " + failure.errno());
            separator = "; ";
        }
        return new ErrPacket(
                first.errno(), first.sqlState(), message.append(']').toString());
    }
}
