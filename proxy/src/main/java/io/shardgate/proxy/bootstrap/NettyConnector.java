package io.shardgate.proxy.bootstrap;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.shardgate.proxy.auth.BackendGreeting;
import io.shardgate.proxy.auth.BackendHandshake;
import io.shardgate.proxy.auth.BackendLogin;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.BackendConnector;
import io.shardgate.proxy.backend.Endpoint;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.vschema.error.SqlError;
import org.jspecify.annotations.Nullable;

/** Opens connections to MySQL servers with the one account that the proxy has on all of them. */
final class NettyConnector implements BackendConnector {

    private final Transport transport;
    private final ProxyConfig.Backend account;
    private final Collation collation;
    private final @Nullable SslContext tls;
    private final int maxStatements;

    NettyConnector(
            Transport transport,
            ProxyConfig.Backend account,
            Collation collation,
            @Nullable SslContext tls,
            int maxStatements) {
        this.transport = transport;
        this.account = account;
        this.collation = collation;
        this.tls = tls;
        this.maxStatements = maxStatements;
    }

    @Override
    public Future<BackendConnection> connect(EventLoop loop, Endpoint endpoint, boolean foundRows) {
        Promise<BackendGreeting> greeted = loop.newPromise();
        Promise<BackendConnection> connected = loop.newPromise();
        BackendLogin login = new BackendLogin(
                endpoint.toString(),
                account.user(),
                account.password(),
                endpoint.database(),
                foundRows,
                collation,
                tls,
                account.connectTimeout());
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(transport.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        account.connectTimeout().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new BackendHandshake(login, greeted));
                    }
                })
                .connect(endpoint.host(), endpoint.port());
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                greeted.tryFailure(SqlError.BACKEND_UNREACHABLE.exception(
                        endpoint, String.valueOf(done.cause().getMessage())));
            }
        });
        greeted.addListener(done -> {
            if (done.isSuccess()) {
                Channel channel = connecting.channel();
                BackendConnection connection =
                        new BackendConnection(channel, endpoint, greeted.getNow(), maxStatements, System.nanoTime());
                channel.pipeline().addLast(connection);
                connected.setSuccess(connection);
            } else {
                connected.setFailure(done.cause());
            }
        });
        return connected;
    }
}
