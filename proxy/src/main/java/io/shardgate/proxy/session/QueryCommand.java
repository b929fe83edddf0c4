package io.shardgate.proxy.session;

import io.netty.buffer.ByteBuf;
import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.proxy.exec.Completion;
import io.shardgate.proxy.exec.PreparedCall;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.exec.StatementText;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * COM_QUERY: runs the statements of one text, one after the other. Confined to the session's event loop.
 *
 * <p>The text stays in one array that is used again for every query, and so does what the lexer finds in it.
 */
final class QueryCommand implements Completion {

    /** A longer text gets an array of its own, which is dropped afterwards. */
    private static final int KEPT_BYTES = 64 << 10;

    private final Session session;
    private final StatementRunner statements;
    private final Fingerprint fingerprint = new Fingerprint();

    private byte[] text = new byte[512];
    private int length;
    private int next;
    private long begunNanos;
    private boolean running;
    private boolean ended;

    QueryCommand(Session session, StatementRunner statements) {
        this.session = session;
        this.statements = statements;
    }

    /** Borrows the payload, whose command byte has been read. */
    void run(ByteBuf payload) {
        length = payload.readableBytes();
        if (text.length < length || text.length > KEPT_BYTES) {
            text = new byte[Math.max(length, 512)];
        }
        payload.readBytes(text, 0, length);
        next = 0;
        runNext();
    }

    /** Executes a prepared statement. */
    void runPrepared(PreparedCall call) {
        byte[] sql = call.sql().sql();
        fingerprint.scan(sql, 0, sql.length, session.lexerMode());
        next = -1;
        begunNanos = System.nanoTime();
        start(call);
    }

    /**
     * Statements follow each other in this loop when they end at once, and from {@link #succeeded} when they end later;
     * so a text with any number of statements needs no deep stack.
     */
    private void runNext() {
        running = true;
        do {
            ended = false;
            begunNanos = System.nanoTime();
            fingerprint.scan(text, next, length, session.lexerMode());
            next = fingerprint.hasMore() ? fingerprint.nextStart() : -1;
            if (next >= 0 && !session.allowsMultiStatements()) {
                String near =
                        new String(text, next, Math.min(80, length - next), StandardCharsets.UTF_8).stripLeading();
                session.finish(ErrPacket.of(SqlError.SYNTAX_ERROR.exception(near, 1)));
                return;
            }
            session.moreResults(next >= 0);
            start(null);
        } while (ended && next >= 0);
        running = false;
    }

    private void start(@Nullable PreparedCall call) {
        session.takeSnapshot();
        try {
            statements.run(new StatementContext(fingerprint, call, this, () -> start(call)));
        } catch (SqlErrorException e) {
            failed(ErrPacket.of(e));
        }
    }

    /** The statement that runs, or ran last; to be read on the session's event loop before it runs another one. */
    StatementText runningText() {
        return StatementText.of(fingerprint);
    }

    @Override
    public void succeeded(StatementResult result) {
        session.remember(result);
        session.services().metrics().ended(fingerprint.statementKind(), true, System.nanoTime() - begunNanos);
        ended = true;
        if (next < 0) {
            session.finish(null);
        } else if (!running) {
            runNext();
        }
    }

    @Override
    public void failed(ErrPacket error) {
        session.remember(error);
        session.services().metrics().ended(fingerprint.statementKind(), false, System.nanoTime() - begunNanos);
        next = -1;
        session.finish(error);
    }
}
