package io.shardgate.proxy.auth;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Promise;
import io.shardgate.proxy.config.Secret;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.PacketWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Logs in to servers through {@link BackendHandshake}, and sends one command to show that the connection works. */
final class BackendClient implements AutoCloseable {

    private static final Collation COLLATION =
            Collations.find(Collation.UTF8MB4_GENERAL_CI).orElseThrow();

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** A connection that the server has let in. */
    record Connected(BackendGreeting greeting, Channel channel) {

        /** The payload of the first packet that the server answers with. */
        byte[] send(int command, byte[] argument) throws Exception {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            channel.pipeline().addLast("answer", new SimpleChannelInboundHandler<ByteBuf>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
                    byte[] payload = new byte[in.getUnsignedMediumLE(in.readerIndex())];
                    in.getBytes(in.readerIndex() + PacketWriter.HEADER_SIZE, payload);
                    answer.complete(payload);
                }
            });
            ByteBuf packet = Unpooled.buffer();
            new PacketWriter(packet).start(0).int1(command).bytes(argument).finish();
            channel.writeAndFlush(packet);
            byte[] payload = answer.get(10, TimeUnit.SECONDS);
            channel.pipeline().remove("answer");
            return payload;
        }

        byte[] ping() throws Exception {
            return send(Command.PING, new byte[0]);
        }
    }

    static BackendLogin login(String user, String password, String database, @Nullable SslContext tls) {
        return new BackendLogin(
                "zone1-0000000100",
                user,
                new Secret(password),
                database,
                false,
                COLLATION,
                tls,
                Duration.ofSeconds(10));
    }

    /** Waits until the server has decided; throws what failed the promise. */
    Connected connect(int port, BackendLogin login) throws Exception {
        EventLoop loop = group.next();
        Promise<BackendGreeting> promise = loop.newPromise();
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new BackendHandshake(login, promise))
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel();
        return new Connected(promise.sync().getNow(), channel);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
