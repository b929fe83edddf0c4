package io.shardgate.proxy.session;

import io.netty.buffer.ByteBuf;
import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.proxy.exec.Completion;
import io.shardgate.proxy.exec.PrepareAnswer;
import io.shardgate.proxy.exec.PreparedCall;
import io.shardgate.proxy.exec.PreparedForward;
import io.shardgate.proxy.exec.PreparedText;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.PacketReader;
import io.shardgate.proxy.wire.StatementExecute;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import java.util.HashMap;
import java.util.Map;

/**
 * The statements that a client has prepared in the binary protocol. Confined to the session's event loop.
 *
 * <p>Statement ids are the proxy's own. A server learns of a statement when it is first needed there.
 */
final class PreparedStatements implements Completion {

    private static final int MAX_STATEMENTS = 16_382;
    private static final int TOO_MANY_STATEMENTS = 1461;

    /** MariaDB's clients execute with this id ahead of the answer that would tell them the statement's own. */
    private static final int LAST_PREPARED = -1;

    private final Session session;
    private final Map<Integer, ClientStatement> statements = new HashMap<>();
    private final Fingerprint scanned = new Fingerprint();
    private int nextId = 1;

    /** What a client of MariaDB means by {@link #LAST_PREPARED}; 0 after a preparation that failed. */
    private int lastPrepared;

    PreparedStatements(Session session) {
        this.session = session;
    }

    /** COM_STMT_PREPARE. The array must not change any more. */
    void prepare(byte[] sql) {
        lastPrepared = 0;
        if (statements.size() >= MAX_STATEMENTS) {
            session.finish(new ErrPacket(
                    TOO_MANY_STATEMENTS,
                    "42000",
                    "Can't create more than max_prepared_stmt_count statements (current value: " + MAX_STATEMENTS
                            + ")"));
            return;
        }
        PreparedText text = new PreparedText(sql);
        session.takeSnapshot();
        scanned.scan(sql, 0, sql.length, session.lexerMode());
        if (StatementRunner.isAnsweredHere(scanned.statementKind())) {
            if (scanned.parameterCount() > 0) {
                throw SqlError.UNSUPPORTED_IN_PREPARED.exception();
            }
            ClientStatement statement = add(text, scanned.parameterCount());
            PrepareAnswer.writeEmpty(session.output(), statement.id());
            session.finish(null);
            return;
        }
        session.runner()
                .findShardToPrepareOn(
                        new StatementContext(scanned, null, this, () -> prepare(sql)), shard -> prepareOn(shard, text));
    }

    /** Any shard of the statement's keyspace knows its parameters and columns. */
    private void prepareOn(ResolvedShard shard, PreparedText text) {
        PreparedForward.prepare(
                session,
                shard,
                text,
                session.snapshot().planningVersion(),
                handle -> PrepareAnswer.write(
                        session.output(), handle, add(text, handle.parameters()).id()),
                this);
    }

    @Override
    public void succeeded(StatementResult result) {
        session.finish(null);
    }

    @Override
    public void failed(ErrPacket error) {
        session.finish(error);
    }

    /** COM_STMT_EXECUTE. Borrows the payload, whose command byte has been read. */
    void execute(ByteBuf payload) {
        ClientStatement statement = find(payload, "mysqld_stmt_execute");
        StatementExecute execute = StatementExecute.read(payload, statement.parameters(), statement.types());
        statement.types(execute.types());
        PreparedCall call = new PreparedCall(statement.text(), execute, statement.takeLongData());
        session.queries().runPrepared(call);
    }

    /** COM_STMT_SEND_LONG_DATA, which has no answer: what is wrong with it comes out when it is executed. */
    void sendLongData(ByteBuf payload) {
        ClientStatement statement = statements.get(statementId(payload));
        if (statement == null) {
            return;
        }
        PacketReader in = new PacketReader(payload);
        in.int4();
        int parameter = in.int2();
        statement.addLongData(parameter, in.eofBytes(), session.services().maxPacketBytes());
    }

    /** COM_STMT_CLOSE, which has no answer. */
    void close(ByteBuf payload) {
        statements.remove(StatementExecute.statementId(payload));
    }

    /** COM_STMT_RESET. */
    void reset(ByteBuf payload) {
        find(payload, "mysqld_stmt_reset").takeLongData();
    }

    void closeAll() {
        statements.clear();
    }

    private ClientStatement add(PreparedText text, int parameters) {
        ClientStatement statement = new ClientStatement(nextId++, text, parameters);
        statements.put(statement.id(), statement);
        lastPrepared = statement.id();
        return statement;
    }

    private int statementId(ByteBuf payload) {
        int id = StatementExecute.statementId(payload);
        return id == LAST_PREPARED ? lastPrepared : id;
    }

    private ClientStatement find(ByteBuf payload, String command) {
        int id = statementId(payload);
        ClientStatement statement = statements.get(id);
        if (statement == null) {
            throw SqlError.UNKNOWN_STATEMENT_HANDLER.exception(Integer.toUnsignedString(id), command);
        }
        return statement;
    }
}
