package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.shardgate.proxy.auth.BackendGreeting;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One authenticated connection to a MySQL server. Confined to its event loop.
 *
 * <p>Commands may be written ahead of the responses to earlier ones: each brings a reader, and the readers are served
 * in order. A connection is {@link #isIdle idle} when every response has been read to its end; only then may it go back
 * to its pool.
 */
public final class BackendConnection extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(BackendConnection.class);

    private final Channel channel;
    private final Endpoint endpoint;
    private final BackendGreeting greeting;
    private final BackendStatements statements;
    private final long createdNanos;
    private final ArrayDeque<ResponseReader> readers = new ArrayDeque<>(4);

    /** The start of a packet whose rest has not arrived; ours to release. */
    private @Nullable ByteBuf held;

    private ConnectionState state = ConnectionState.UNKNOWN;
    private long idleSinceNanos;
    private boolean broken;
    private boolean retired;
    private @Nullable SqlErrorException failure;

    public BackendConnection(
            Channel channel, Endpoint endpoint, BackendGreeting greeting, int maxStatements, long nowNanos) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.greeting = greeting;
        this.statements = new BackendStatements(this, maxStatements);
        this.createdNanos = nowNanos;
        this.idleSinceNanos = nowNanos;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public EventLoop eventLoop() {
        return channel.eventLoop();
    }

    /** The server's version, the connection's id there, and what was agreed. */
    public BackendGreeting greeting() {
        return greeting;
    }

    /** The prepared statements that this connection holds on the server. */
    public BackendStatements statements() {
        return statements;
    }

    /** The session state that the server has for this connection, as far as we know. */
    public ConnectionState state() {
        return state;
    }

    public void state(ConnectionState newState) {
        state = newState;
    }

    /** Where buffers for this connection's commands come from. */
    public ByteBufAllocator channelAllocator() {
        return channel.alloc();
    }

    /** Calls back on the event loop when the connection has ended, for whatever reason. */
    void onClose(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    public boolean isIdle() {
        return readers.isEmpty() && held == null;
    }

    public boolean isUsable() {
        return !broken && channel.isActive();
    }

    /** Lets nobody else have this connection after its present borrower: something may still come for it. */
    public void retire() {
        retired = true;
    }

    /** Whether it may serve another session as it is. */
    boolean isReusable() {
        return isUsable() && isIdle() && !retired;
    }

    long createdNanos() {
        return createdNanos;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    void idleSince(long nowNanos) {
        idleSinceNanos = nowNanos;
    }

    /**
     * Writes one command, header included, without flushing. Takes the buffer. The reader gets the command's response;
     * null for a command that has none.
     */
    public void write(ByteBuf command, @Nullable ResponseReader reader) {
        assert channel.eventLoop().inEventLoop();
        if (!isUsable()) {
            command.release();
            if (reader != null) {
                reader.lost(SqlError.BACKEND_LOST.exception(endpoint));
            }
            return;
        }
        if (reader != null) {
            readers.add(reader);
        }
        channel.write(command, channel.voidPromise());
    }

    public void flush() {
        channel.flush();
    }

    /** Stops reading from the server, so that it has to wait; back-pressure of a slow client. */
    public void pauseReading() {
        channel.config().setAutoRead(false);
    }

    public void resumeReading() {
        if (!channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Ends the connection for this reason, which everyone who waits for a response gets to know. */
    public void fail(SqlErrorException cause) {
        failure = cause;
        close();
    }

    /** Ends the connection at once; whatever ran on it is rolled back by the server. */
    public void close() {
        broken = true;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = withHeld((ByteBuf) message);
        try {
            while (in.isReadable() && !broken) {
                // Out of the queue while it reads: when it ends, the connection is idle and may be given back at once.
                ResponseReader reader = readers.poll();
                if (reader == null) {
                    unsolicited(in);
                    break;
                }
                if (!readBy(reader, in)) {
                    break;
                }
            }
            hold(in);
        } catch (MalformedPacketException e) {
            log.warn("server sent what the protocol does not allow tablet={} problem={}", endpoint, e.getMessage());
            close();
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ResponseReader reader = readers.peek();
        if (reader != null) {
            reader.readComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        broken = true;
        if (held != null) {
            held.release();
            held = null;
        }
        // A reader may start new work when it fails; that work must find this connection broken and the queue empty.
        ArrayDeque<ResponseReader> failed = readers.clone();
        readers.clear();
        SqlErrorException cause = failure != null ? failure : SqlError.BACKEND_LOST.exception(endpoint);
        failed.forEach(reader -> reader.lost(cause));
    }

    /** What a reader throws comes here too; it is told then that its response is lost. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            log.warn("connection to server failed tablet={} cause={}", endpoint, cause.toString());
            close();
        } else {
            String id = Long.toHexString(System.nanoTime());
            log.error("reading a server's answer failed by a defect id={} tablet={}", id, endpoint, cause);
            fail(SqlError.INTERNAL.exception(id));
        }
    }

    private boolean readBy(ResponseReader reader, ByteBuf in) {
        boolean complete = false;
        try {
            complete = reader.read(in);
            return complete;
        } finally {
            if (!complete) {
                readers.addFirst(reader);
            }
        }
    }

    /** A server says that it shuts down, or kills us, by an ERR packet that nobody asked for. */
    private void unsolicited(ByteBuf in) {
        log.debug("server spoke out of turn tablet={} bytes={}", endpoint, in.readableBytes());
        in.skipBytes(in.readableBytes());
        close();
    }

    /** Takes the message; what comes back is ours to release. */
    private ByteBuf withHeld(ByteBuf message) {
        ByteBuf before = held;
        if (before == null) {
            return message;
        }
        held = null;
        // Only a buffer that nobody else sees may be written to; the relay keeps slices of what it passed on.
        if (before.refCnt() == 1 && before.maxWritableBytes() >= message.readableBytes()) {
            before.writeBytes(message);
            message.release();
            return before;
        }
        ByteBuf joined = channel.alloc().buffer(before.readableBytes() + message.readableBytes());
        joined.writeBytes(before).writeBytes(message);
        before.release();
        message.release();
        return joined;
    }

    private void hold(ByteBuf in) {
        if (!in.isReadable() || broken) {
            return;
        }
        if (in.refCnt() == 1 && in.readerIndex() == 0) {
            held = in.retain();
            return;
        }
        ByteBuf rest = channel.alloc().buffer(Math.max(256, in.readableBytes() * 2));
        rest.writeBytes(in);
        held = rest;
    }
}
