package io.shardgate.proxy.auth;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.StatusFlags;
import io.shardgate.vschema.error.SqlError;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server that lets clients log in, and then answers COM_PING, and everything else with error 1047. */
final class LoginServer implements AutoCloseable {

    static final Collation COLLATION =
            Collations.find(Collation.UTF8MB4_0900_AI_CI).orElseThrow();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Queue<AuthenticatedClient> clients = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Channel channel;

    LoginServer(Users users, @Nullable SslContext tls) throws InterruptedException {
        this(users, new HandshakeSettings("8.0.40-Shardgate", COLLATION, Duration.ofSeconds(10), tls, false));
    }

    LoginServer(Users users, HandshakeSettings settings) throws InterruptedException {
        ClientAuthenticator authenticator = new ClientAuthenticator(settings, () -> users, worker, this::open);
        channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(authenticator.handshake(connections.incrementAndGet()));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private ChannelHandler open(AuthenticatedClient client) {
        if ("nowhere".equals(client.database())) {
            throw SqlError.UNKNOWN_DATABASE.exception(client.database());
        }
        clients.add(client);
        return new Session(client);
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** The client that logged in first of those not asked for yet. */
    Optional<AuthenticatedClient> findClient() {
        return Optional.ofNullable(clients.poll());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        worker.shutdownNow();
    }

    private static final class Session extends SimpleChannelInboundHandler<ByteBuf> {

        private final AuthenticatedClient client;

        Session(AuthenticatedClient client) {
            this.client = client;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
            ByteBuf answer = ctx.alloc().buffer();
            PacketWriter writer = new PacketWriter(answer);
            switch (message.getByte(PacketWriter.HEADER_SIZE)) {
                case Command.QUIT -> {
                    answer.release();
                    ctx.close();
                    return;
                }
                case Command.PING ->
                    new OkPacket(0, 0, StatusFlags.AUTOCOMMIT).write(writer, 1, OkPacket.HEADER, client.capabilities());
                default -> ErrPacket.of(SqlError.UNKNOWN_COMMAND.exception()).write(writer, 1, client.capabilities());
            }
            ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }
}
