package io.shardgate.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.shardgate.proxy.auth.AuthenticatedClient;
import io.shardgate.proxy.exec.ClientOutput;
import io.shardgate.proxy.session.Session;
import io.shardgate.proxy.session.SessionServices;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One authenticated client. Confined to its channel's event loop.
 *
 * <p>Commands run one at a time. While one runs the client is still read, into a bounded buffer, so that its death is
 * seen at once; then the session is closed, which cuts off what runs for it.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientOutput {

    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

    /** What a client may send ahead of the answer to its command. */
    private static final int MAX_READ_AHEAD = 1 << 20;

    private final AuthenticatedClient client;
    private final SessionServices services;
    private final List<Runnable> waitingToWrite = new ArrayList<>(1);

    private @Nullable Connected connected;
    private int sequence;
    private boolean busy;
    private boolean draining;
    private boolean closing;

    /** What exists from the moment this handler is in its pipeline. */
    private record Connected(Channel channel, CommandFraming framing, Session session) {}

    public ClientConnection(AuthenticatedClient client, SessionServices services) {
        this.client = client;
        this.services = services;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        var framing = new CommandFraming(ctx.alloc(), services.maxPacketBytes());
        connected = new Connected(
                channel, framing, new Session(client, services, this, channel.eventLoop(), this::commandDone));
    }

    /** Refuses what comes next, and ends the connection as soon as no command or transaction runs. */
    public void drain() {
        draining = true;
        closeIfDrained();
    }

    public Session session() {
        return here().session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            // A client that does not read why it is cut off may go on sending.
            ((ByteBuf) message).release();
            return;
        }
        Connected here = here();
        here.framing.add((ByteBuf) message);
        runCommands();
        if (busy && here.framing.waiting() > MAX_READ_AHEAD) {
            here.channel.config().setAutoRead(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Connected here = here();
        closing = true;
        here.session.close();
        here.framing.release();
        waitingToWrite.clear();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            List<Runnable> actions = List.copyOf(waitingToWrite);
            waitingToWrite.clear();
            actions.forEach(Runnable::run);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            log.debug("client connection failed connection={} cause={}", client.connectionId(), cause.toString());
            ctx.close();
        } else if (!closing) {
            String id = Long.toHexString(System.nanoTime());
            log.error("a client is cut off by a defect id={} connection={}", id, client.connectionId(), cause);
            closeWith(ErrPacket.of(SqlError.INTERNAL.exception(id)));
        }
    }

    private void runCommands() {
        Connected here = here();
        while (!busy && !closing) {
            ByteBuf payload;
            try {
                payload = here.framing.next();
            } catch (SqlErrorException e) {
                sequence = 1;
                closeWith(ErrPacket.of(e));
                return;
            } catch (MalformedPacketException e) {
                sequence = 1;
                closeWith(new ErrPacket(1156, "08S01", "Got packets out of order"));
                return;
            }
            if (payload == null) {
                return;
            }
            busy = true;
            sequence = here.framing.answerSequence();
            try {
                here.session.run(payload);
            } catch (MalformedPacketException e) {
                closeWith(ErrPacket.of(SqlError.MALFORMED_PACKET.exception()));
            } finally {
                payload.release();
            }
        }
    }

    /** The session has written the whole answer to its command. */
    private void commandDone() {
        Connected here = here();
        here.channel.flush();
        busy = false;
        if (here.session.isClosed()) {
            here.channel.close();
            return;
        }
        if (!here.channel.config().isAutoRead()) {
            here.channel.config().setAutoRead(true);
        }
        closeIfDrained();
        // The caller may be runCommands itself, whose loop then goes on; anyone else has to start it.
        if (here.framing.waiting() > 0 && !closing) {
            here.channel.eventLoop().execute(this::runCommands);
        }
    }

    private void closeIfDrained() {
        Connected here = here();
        if (draining && !busy && !closing && !here.session.inTransaction()) {
            sequence = 0;
            closeWith(ErrPacket.of(SqlError.SERVER_SHUTDOWN.exception()));
        }
    }

    private void closeWith(ErrPacket error) {
        closing = true;
        Channel channel = here().channel;
        ByteBuf out = channel.alloc().buffer();
        error.write(new PacketWriter(out), sequence, client.capabilities());
        channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }

    private Connected here() {
        Connected here = connected;
        if (here == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return here;
    }

    @Override
    public Capabilities capabilities() {
        return client.capabilities();
    }

    @Override
    public ByteBufAllocator allocator() {
        return here().channel.alloc();
    }

    @Override
    public int sequence() {
        return sequence;
    }

    @Override
    public void sequence(int next) {
        sequence = next;
    }

    @Override
    public void write(ByteBuf bytes) {
        Channel channel = here().channel;
        channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        here().channel.flush();
    }

    @Override
    public boolean isWritable() {
        return here().channel.isWritable();
    }

    @Override
    public void whenWritable(Runnable action) {
        if (isWritable()) {
            action.run();
        } else {
            waitingToWrite.add(action);
        }
    }

    @Override
    public void close() {
        here().channel.close();
    }

    @Override
    public int statusFlags(int serverFlags) {
        return here().session.statusFlags(serverFlags);
    }
}
