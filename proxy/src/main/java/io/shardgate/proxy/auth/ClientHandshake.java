package io.shardgate.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ScheduledFuture;
import io.shardgate.proxy.wire.AuthData;
import io.shardgate.proxy.wire.AuthMoreData;
import io.shardgate.proxy.wire.AuthSwitchRequest;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.HandshakeResponse41;
import io.shardgate.proxy.wire.HandshakeV10;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.StatusFlags;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server side of one client's handshake. Confined to the channel's event loop.
 *
 * <p>This is what strangers talk to: bytes, packets and time are bounded, a broken packet ends the connection, and
 * nothing but the handshake's own packets is ever understood. What to do with a packet is {@link HandshakePhase}'s.
 */
final class ClientHandshake extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(ClientHandshake.class);

    /** No handshake packet of an honest client comes near; connection attributes are the largest part. */
    private static final int MAX_PAYLOAD = 0xFFFF;

    private static final int OFFERED = Capabilities.LONG_PASSWORD
            | Capabilities.FOUND_ROWS
            | Capabilities.LONG_FLAG
            | Capabilities.CONNECT_WITH_DB
            | Capabilities.IGNORE_SPACE
            | Capabilities.PROTOCOL_41
            | Capabilities.INTERACTIVE
            | Capabilities.TRANSACTIONS
            | Capabilities.SECURE_CONNECTION
            | Capabilities.MULTI_STATEMENTS
            | Capabilities.MULTI_RESULTS
            | Capabilities.PS_MULTI_RESULTS
            | Capabilities.PLUGIN_AUTH
            | Capabilities.CONNECT_ATTRS
            | Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA
            | Capabilities.SESSION_TRACK
            | Capabilities.DEPRECATE_EOF;

    private final ClientAuthenticator shared;
    private final int connectionId;
    private final Capabilities offered;

    private HandshakePhase phase = HandshakePhase.WORKING;
    private int nextSequence;
    private boolean greeted;
    private boolean encrypted;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> deadline;

    ClientHandshake(ClientAuthenticator shared, int connectionId) {
        this.shared = shared;
        this.connectionId = connectionId;
        this.offered = new Capabilities(shared.settings().tls() == null ? OFFERED : OFFERED | Capabilities.SSL);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (ctx.channel().isActive()) {
            greet(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        greet(ctx);
        super.channelActive(ctx);
    }

    private void greet(ChannelHandlerContext ctx) {
        if (greeted) {
            return;
        }
        greeted = true;
        deadline = ctx.executor()
                .schedule(() -> expire(ctx), shared.settings().timeout().toMillis(), TimeUnit.MILLISECONDS);
        AuthData nonce = shared.newNonce();
        HandshakeV10 greeting = new HandshakeV10(
                shared.settings().serverVersion(),
                connectionId,
                nonce,
                offered,
                0,
                shared.settings().collation().id() & 0xFF,
                StatusFlags.AUTOCOMMIT,
                CachingSha2Password.PLUGIN);
        send(out -> greeting.write(out, takeSequence()));
        phase = new HandshakePhase.Response(nonce);
    }

    private void expire(ChannelHandlerContext ctx) {
        log.debug(
                "handshake took too long connection={} client={}",
                connectionId,
                ctx.channel().remoteAddress());
        close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (phase == HandshakePhase.OVER) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (phase == HandshakePhase.WORKING) {
            // A client that will be let in may have sent its first commands already; they are kept, within reason.
            if (in.readableBytes() > MAX_PAYLOAD) {
                refuse(SqlError.PACKET_TOO_LARGE.exception());
            }
            return;
        }
        if (in.readableBytes() < PacketWriter.HEADER_SIZE) {
            return;
        }
        int length = in.getUnsignedMediumLE(in.readerIndex());
        int sequence = in.getUnsignedByte(in.readerIndex() + 3);
        if (length > MAX_PAYLOAD) {
            refuse(SqlError.PACKET_TOO_LARGE.exception());
        } else if (sequence != nextSequence) {
            refuse(SqlError.PACKETS_OUT_OF_ORDER.exception());
        } else if (in.readableBytes() >= PacketWriter.HEADER_SIZE + length) {
            in.skipBytes(PacketWriter.HEADER_SIZE);
            takeSequence();
            boolean wasEncrypted = encrypted;
            onPacket(in.readSlice(length));
            if (encrypted && !wasEncrypted && in.isReadable()) {
                ctx.pipeline().fireChannelRead(in.readBytes(in.readableBytes()));
            }
        }
    }

    private void onPacket(ByteBuf payload) {
        try {
            phase = phase.onPacket(payload, this);
        } catch (MalformedPacketException e) {
            log.debug("bad handshake connection={} problem={}", connectionId, e.getMessage());
            refuse(SqlError.BAD_HANDSHAKE.exception());
        } catch (RejectedExecutionException e) {
            log.warn("no worker is free to authenticate connection={}", connectionId);
            refuse(SqlError.TOO_MANY_CONNECTIONS.exception());
        }
    }

    HandshakeSettings settings() {
        return shared.settings();
    }

    Executor worker() {
        return shared.worker();
    }

    ServerRsaKey rsaKey() {
        return shared.rsaKey();
    }

    Capabilities offered() {
        return offered;
    }

    boolean isEncrypted() {
        return encrypted;
    }

    UserAccount account(String user) {
        return shared.users().account(user);
    }

    /** Whether the client may ask for TLS now. */
    boolean mayStartTls() {
        return shared.settings().tls() != null && !encrypted;
    }

    /**
     * Reads and writes TLS from the next byte on, and waits for the client to begin its response again.
     *
     * <p>Drivers send the beginning of TLS right behind their request for it, so there may be bytes behind. They go the
     * way of all that will come: through TLS, where plaintext, put there by somebody in between to be taken for
     * encrypted, ends the connection. They must never be read here.
     */
    HandshakePhase startTls(HandshakePhase next) {
        SslContext tls = Objects.requireNonNull(shared.settings().tls());
        encrypted = true;
        ctx().pipeline().addFirst(tls.newHandler(ctx().alloc()));
        return next;
    }

    void sendMoreData(AuthData data) {
        send(out -> new AuthMoreData(data).write(out, takeSequence()));
    }

    /** Asks for an answer by this plug-in to a new challenge, which it returns. */
    AuthData sendAuthSwitch(String plugin) {
        AuthData nonce = shared.newNonce();
        send(out -> new AuthSwitchRequest(plugin, nonce).write(out, takeSequence()));
        return nonce;
    }

    /** Lets nothing be read until the worker is done, then goes on. */
    <T> HandshakePhase await(CompletionStage<T> result, Function<T, HandshakePhase> next) {
        phase = HandshakePhase.WORKING;
        result.whenCompleteAsync((value, failure) -> resume(value, failure, next), ctx().executor());
        return phase;
    }

    private <T> void resume(@Nullable T value, @Nullable Throwable failure, Function<T, HandshakePhase> next) {
        if (phase != HandshakePhase.WORKING) {
            return;
        }
        if (value != null) {
            phase = next.apply(value);
        } else if (failure instanceof CompletionException && failure.getCause() instanceof RejectedExecutionException) {
            log.warn("no worker is free to authenticate connection={}", connectionId);
            refuse(SqlError.TOO_MANY_CONNECTIONS.exception());
        } else {
            fail(failure);
        }
        if (phase != HandshakePhase.OVER) {
            decodeWhatHasArrived();
        }
    }

    private void decodeWhatHasArrived() {
        try {
            channelRead(ctx(), Unpooled.EMPTY_BUFFER);
        } catch (Exception e) {
            exceptionCaught(ctx(), e);
        }
    }

    /** Ends the handshake: the client is in, unless its session refuses it. */
    HandshakePhase accept(HandshakePhase.Login login) {
        HandshakeResponse41 response = login.response();
        Collation collation =
                Collations.find(response.collation()).orElse(shared.settings().collation());
        if (!collation.characterSet().isForClients()) {
            return refuse(SqlError.WRONG_VALUE_FOR_VARIABLE.exception(
                    "character_set_client", collation.characterSet().name()));
        }
        ChannelHandler session;
        try {
            session = shared.sessions().open(client(response, collation));
        } catch (SqlErrorException e) {
            return refuse(e);
        } catch (RuntimeException e) {
            return fail(e);
        }
        phase = HandshakePhase.OVER;
        shared.failedLogins().accepted(host());
        OkPacket ok = new OkPacket(0, 0, StatusFlags.AUTOCOMMIT);
        write(out -> ok.write(out, takeSequence(), OkPacket.HEADER, agreed(response)));
        // What has arrived behind the handshake goes on to the handler that takes this one's place.
        ctx().pipeline().replace(this, null, session);
        // Only now, so that whoever hears that the client is in also finds its session, to kill it for instance.
        ctx().channel().flush();
        return phase;
    }

    private AuthenticatedClient client(HandshakeResponse41 response, Collation collation) {
        return new AuthenticatedClient(
                connectionId,
                response.user(),
                response.database().isEmpty() ? null : response.database(),
                agreed(response),
                collation,
                response.attributes(),
                encrypted,
                ctx().channel().remoteAddress());
    }

    private Capabilities agreed(HandshakeResponse41 response) {
        return response.capabilities().and(offered.flags());
    }

    /** The same answer for a wrong password and for a user that does not exist; late for one that guesses. */
    HandshakePhase deny(HandshakePhase.Login login, HandshakePhase.PasswordUsed passwordUsed) {
        String user = login.response().user();
        log.debug("access denied connection={} user={} client={}", connectionId, user, host());
        SqlErrorException reason = SqlError.ACCESS_DENIED.exception(user, host(), passwordUsed);
        Duration delay = shared.failedLogins().refused(host());
        if (delay.isZero()) {
            return refuse(reason);
        }
        ctx().executor().schedule(() -> refuseAtLast(reason), delay.toMillis(), TimeUnit.MILLISECONDS);
        return HandshakePhase.WORKING;
    }

    private void refuseAtLast(SqlErrorException reason) {
        if (phase == HandshakePhase.WORKING) {
            refuse(reason);
        }
    }

    private String host() {
        SocketAddress remote = ctx().channel().remoteAddress();
        if (remote instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return inet.getAddress().isLoopbackAddress()
                    ? "localhost"
                    : inet.getAddress().getHostAddress();
        }
        return "localhost";
    }

    /** Tells the client why and ends the connection. */
    HandshakePhase refuse(SqlErrorException reason) {
        phase = HandshakePhase.OVER;
        ByteBuf packet = ctx().alloc().buffer();
        ErrPacket.of(reason).write(new PacketWriter(packet), takeSequence(), offered);
        ctx().writeAndFlush(packet).addListener(ChannelFutureListener.CLOSE);
        return phase;
    }

    private HandshakePhase fail(@Nullable Throwable cause) {
        UUID id = UUID.randomUUID();
        log.error("handshake failed connection={} id={}", connectionId, id, cause);
        return refuse(SqlError.INTERNAL.exception(id));
    }

    private HandshakePhase close() {
        phase = HandshakePhase.OVER;
        ctx().close();
        return phase;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        phase = HandshakePhase.OVER;
        cancelDeadline();
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        phase = HandshakePhase.OVER;
        cancelDeadline();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (phase == HandshakePhase.OVER || isFromOutside(cause)) {
            log.debug("connection broke during its handshake connection={} cause={}", connectionId, cause.toString());
            close();
        } else {
            fail(cause);
        }
    }

    /** A lost connection, or bytes that are not TLS where TLS was agreed. */
    private static boolean isFromOutside(Throwable cause) {
        return cause instanceof IOException
                || (cause instanceof DecoderException
                        && (cause instanceof NotSslRecordException || cause.getCause() instanceof SSLException));
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private int takeSequence() {
        int taken = nextSequence;
        nextSequence = (taken + 1) & 0xFF;
        return taken;
    }

    private void send(Consumer<PacketWriter> writing) {
        write(writing);
        ctx().flush();
    }

    private void write(Consumer<PacketWriter> writing) {
        ByteBuf packet = ctx().alloc().buffer();
        writing.accept(new PacketWriter(packet));
        ctx().write(packet);
    }

    private ChannelHandlerContext ctx() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("the handshake is in no pipeline");
        }
        return ctx;
    }
}
