package io.shardgate.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
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
import io.shardgate.proxy.wire.SslRequest;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client side of a handshake with a MySQL or MariaDB server: put it first, and alone, into the pipeline of a channel
 * that connects. Confined to the channel's event loop.
 *
 * <p>It completes the promise and leaves the pipeline when the server has let us in, with the pipeline otherwise as it
 * was, but for an {@code SslHandler} where TLS is on. When the server does not, it fails the promise with an
 * {@link SqlErrorException}, the server's own error where there is one, and closes the channel. Add the next handler in
 * a listener of the promise, which runs before anything else is read.
 */
public final class BackendHandshake extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(BackendHandshake.class);

    /** More than any server sends before it has let us in. */
    private static final int MAX_PAYLOAD = 0xFFFF;

    private static final int MAX_PACKET = PacketWriter.MAX_FRAGMENT + 1;

    private static final int WITHOUT_WHICH_WE_CANNOT = Capabilities.PROTOCOL_41
            | Capabilities.SECURE_CONNECTION
            | Capabilities.PLUGIN_AUTH
            | Capabilities.SESSION_TRACK
            | Capabilities.DEPRECATE_EOF
            | Capabilities.MULTI_RESULTS
            | Capabilities.PS_MULTI_RESULTS;

    private static final int WANTED = WITHOUT_WHICH_WE_CANNOT
            | Capabilities.LONG_PASSWORD
            | Capabilities.LONG_FLAG
            | Capabilities.TRANSACTIONS
            | Capabilities.CONNECT_ATTRS
            | Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA;

    private static final String VERSION_DISGUISE = "5.5.5-";

    private final BackendLogin login;
    private final byte[] password;
    private final Promise<BackendGreeting> promise;

    private Phase phase = Phase.GREETING;
    private int nextSequence;
    private boolean encrypted;
    private AuthData nonce = AuthData.EMPTY;
    private String plugin = "";
    private @Nullable BackendGreeting greeting;
    private @Nullable ScheduledFuture<?> deadline;

    /** What the server is to send. */
    private enum Phase {
        GREETING,
        TLS,
        VERDICT,
        PUBLIC_KEY,
        OVER
    }

    public BackendHandshake(BackendLogin login, Promise<BackendGreeting> promise) {
        this.login = login;
        this.password = login.password().value().getBytes(StandardCharsets.UTF_8);
        this.promise = promise;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            startClock(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
        startClock(ctx);
        super.channelActive(ctx);
    }

    private void startClock(ChannelHandlerContext ctx) {
        if (deadline == null) {
            String problem = "no answer within " + login.timeout().toMillis() + " ms";
            deadline = ctx.executor()
                    .schedule(
                            () -> fail(ctx, unreachable(problem)),
                            login.timeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (phase == Phase.OVER) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < PacketWriter.HEADER_SIZE) {
            return;
        }
        int length = in.getUnsignedMediumLE(in.readerIndex());
        int sequence = in.getUnsignedByte(in.readerIndex() + 3);
        if (length > MAX_PAYLOAD || length == 0) {
            fail(ctx, unreachable("it does not speak MySQL's protocol (a packet of " + length + " bytes)"));
        } else if (in.readableBytes() >= PacketWriter.HEADER_SIZE + length) {
            in.skipBytes(PacketWriter.HEADER_SIZE);
            onPacket(ctx, sequence, in.readSlice(length));
        }
    }

    private void onPacket(ChannelHandlerContext ctx, int sequence, ByteBuf payload) {
        try {
            if (payload.getUnsignedByte(payload.readerIndex()) == ErrPacket.HEADER) {
                ErrPacket error = ErrPacket.read(payload);
                fail(ctx, SqlErrorException.fromServer(error.errno(), error.sqlState(), error.message()));
                return;
            }
            if (sequence != nextSequence) {
                throw new MalformedPacketException("packet " + sequence + " where " + nextSequence + " was due");
            }
            takeSequence();
            switch (phase) {
                case GREETING -> onGreeting(ctx, HandshakeV10.read(payload));
                case VERDICT -> onVerdict(ctx, payload);
                case PUBLIC_KEY -> onPublicKey(ctx, payload);
                case TLS, OVER -> throw new MalformedPacketException("a packet out of turn");
            }
        } catch (MalformedPacketException e) {
            fail(ctx, unreachable("it does not keep to MySQL's protocol: " + e.getMessage()));
        } catch (GeneralSecurityException e) {
            fail(ctx, unreachable(String.valueOf(e.getMessage())));
        }
    }

    private void onGreeting(ChannelHandlerContext ctx, HandshakeV10 hello) {
        Capabilities offered = hello.capabilities();
        if (!offered.hasAll(WITHOUT_WHICH_WE_CANNOT)) {
            fail(
                    ctx,
                    unreachable("version " + hello.serverVersion()
                            + " is too old: it lacks session tracking or results without EOF packets, which MySQL has since"
                            + " 5.7.5 and MariaDB since 10.2"));
            return;
        }
        int flags = WANTED & offered.flags();
        flags |= login.foundRows() ? Capabilities.FOUND_ROWS : 0;
        flags |= login.database().isEmpty() ? 0 : Capabilities.CONNECT_WITH_DB;
        flags |= login.tls() == null ? 0 : Capabilities.SSL;
        greeting = greeting(hello, new Capabilities(flags));
        nonce = hello.nonce();
        plugin = hello.plugin();
        SslContext tls = login.tls();
        if (tls == null) {
            respond(ctx);
        } else if (offered.has(Capabilities.SSL)) {
            startTls(ctx, tls);
        } else {
            fail(ctx, unreachable("it offers no TLS, which the configuration asks for"));
        }
    }

    private static BackendGreeting greeting(HandshakeV10 hello, Capabilities agreed) {
        String version = hello.serverVersion();
        boolean disguised = version.startsWith(VERSION_DISGUISE);
        return new BackendGreeting(
                disguised ? version.substring(VERSION_DISGUISE.length()) : version,
                hello.connectionId(),
                agreed,
                disguised || version.contains("MariaDB"));
    }

    private void startTls(ChannelHandlerContext ctx, SslContext tls) {
        phase = Phase.TLS;
        SslRequest request = new SslRequest(agreed(), MAX_PACKET, collation());
        send(ctx, out -> request.write(out, takeSequence()));
        SslHandler handler = newSslHandler(ctx, tls);
        ctx.pipeline().addFirst(handler);
        handler.handshakeFuture().addListener(handshake -> {
            if (phase != Phase.TLS) {
                return;
            }
            if (handshake.isSuccess()) {
                encrypted = true;
                respond(ctx);
            } else {
                fail(ctx, unreachable("TLS failed: " + handshake.cause()));
            }
        });
    }

    private static SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext tls) {
        // The name lets the context check the certificate against the server.
        if (ctx.channel().remoteAddress() instanceof InetSocketAddress server) {
            return tls.newHandler(ctx.alloc(), server.getHostString(), server.getPort());
        }
        return tls.newHandler(ctx.alloc());
    }

    private void respond(ChannelHandlerContext ctx) {
        phase = Phase.VERDICT;
        // Answering by a plug-in that we do not know is pointless; the server then asks for the one that it wants.
        if (!plugin.equals(CachingSha2Password.PLUGIN)) {
            plugin = NativePassword.PLUGIN;
        }
        HandshakeResponse41 response = new HandshakeResponse41(
                agreed(), MAX_PACKET, collation(), login.user(), answer(), login.database(), plugin, attributes());
        send(ctx, out -> response.write(out, takeSequence()));
    }

    private static Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("program_name", "shardgate");
        attributes.put("_client_name", "shardgate");
        attributes.put("_pid", Long.toString(ProcessHandle.current().pid()));
        return attributes;
    }

    private int collation() {
        Collation wanted = login.collation();
        return wanted.id() <= 0xFF
                ? wanted.id()
                : Collations.defaultOf(wanted.characterSet()).id();
    }

    private AuthData answer() {
        return plugin.equals(CachingSha2Password.PLUGIN)
                ? CachingSha2Password.answer(password, nonce)
                : NativePassword.answer(password, nonce);
    }

    private void onVerdict(ChannelHandlerContext ctx, ByteBuf payload) throws GeneralSecurityException {
        switch (payload.getUnsignedByte(payload.readerIndex())) {
            case OkPacket.HEADER -> succeed(ctx);
            case AuthSwitchRequest.HEADER -> onSwitch(ctx, payload);
            case AuthMoreData.HEADER ->
                onMoreData(ctx, AuthMoreData.read(payload).data().bytes());
            default -> throw new MalformedPacketException("neither OK nor an error at the end of the handshake");
        }
    }

    private void onSwitch(ChannelHandlerContext ctx, ByteBuf payload) {
        if (payload.readableBytes() == 1) {
            fail(ctx, unsupportedPlugin("mysql_old_password"));
            return;
        }
        AuthSwitchRequest request = AuthSwitchRequest.read(payload);
        plugin = request.plugin();
        nonce = request.nonce();
        if (plugin.equals(CachingSha2Password.PLUGIN) || plugin.equals(NativePassword.PLUGIN)) {
            if (nonce.length() != HandshakeV10.NONCE_LENGTH) {
                throw new MalformedPacketException("a challenge of " + nonce.length() + " bytes");
            }
            sendAnswer(ctx, answer().bytes());
        } else {
            fail(ctx, unsupportedPlugin(plugin));
        }
    }

    private SqlErrorException unsupportedPlugin(String name) {
        return unreachable("account '" + login.user() + "' uses the authentication plug-in " + name
                + "; give it caching_sha2_password or mysql_native_password");
    }

    private void onMoreData(ChannelHandlerContext ctx, byte[] data) {
        if (!plugin.equals(CachingSha2Password.PLUGIN) || data.length != 1) {
            throw new MalformedPacketException("more data than the authentication plug-in " + plugin + " has");
        }
        switch (data[0]) {
            case CachingSha2Password.FAST_SUCCESS -> log.trace("fast authentication tablet={}", login.tablet());
            case CachingSha2Password.FULL_AUTHENTICATION -> {
                if (encrypted) {
                    sendAnswer(ctx, CachingSha2Password.terminated(password));
                } else {
                    sendAnswer(ctx, new byte[] {CachingSha2Password.REQUEST_PUBLIC_KEY});
                    phase = Phase.PUBLIC_KEY;
                }
            }
            default -> throw new MalformedPacketException("step " + data[0] + " of caching_sha2_password");
        }
    }

    private void onPublicKey(ChannelHandlerContext ctx, ByteBuf payload) throws GeneralSecurityException {
        if (payload.getUnsignedByte(payload.readerIndex()) != AuthMoreData.HEADER) {
            throw new MalformedPacketException("no public key where one was asked for");
        }
        byte[] pem = AuthMoreData.read(payload).data().bytes();
        phase = Phase.VERDICT;
        sendAnswer(ctx, CachingSha2Password.encrypt(password, nonce, CachingSha2Password.fromPem(pem)));
    }

    private void sendAnswer(ChannelHandlerContext ctx, byte[] answer) {
        send(ctx, out -> out.start(takeSequence()).bytes(answer).finish());
    }

    private Capabilities agreed() {
        BackendGreeting current = greeting;
        if (current == null) {
            throw new IllegalStateException("nothing is agreed before the greeting");
        }
        return current.capabilities();
    }

    private void succeed(ChannelHandlerContext ctx) {
        phase = Phase.OVER;
        stopClock();
        BackendGreeting result = greeting;
        if (result == null || !promise.trySuccess(result)) {
            // Whoever asked has given up, so nobody would ever close it.
            ctx.close();
        }
        ctx.pipeline().remove(this);
    }

    private void fail(ChannelHandlerContext ctx, SqlErrorException reason) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        stopClock();
        promise.tryFailure(reason);
        ctx.close();
    }

    private SqlErrorException unreachable(String problem) {
        return SqlError.BACKEND_UNREACHABLE.exception(login.tablet(), problem);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        fail(ctx, unreachable("it closed the connection during the handshake"));
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (phase != Phase.OVER) {
            fail(ctx, unreachable("the handshake was abandoned"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (phase == Phase.OVER) {
            log.debug("connection broke after its handshake tablet={} cause={}", login.tablet(), cause.toString());
            ctx.close();
        } else {
            fail(ctx, unreachable(String.valueOf(cause.getMessage())));
        }
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private int takeSequence() {
        int taken = nextSequence;
        nextSequence = (taken + 1) & 0xFF;
        return taken;
    }

    private static void send(ChannelHandlerContext ctx, Consumer<PacketWriter> writing) {
        ByteBuf packet = ctx.alloc().buffer();
        writing.accept(new PacketWriter(packet));
        ctx.writeAndFlush(packet);
    }
}
