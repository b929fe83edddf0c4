package io.shardgate.proxy.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.shardgate.proxy.auth.AuthenticatedClient;
import io.shardgate.proxy.auth.ClientAuthenticator;
import io.shardgate.proxy.auth.SessionFactory;
import io.shardgate.proxy.session.Session;
import io.shardgate.proxy.session.SessionServices;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlError;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes clients in, up to a limit, and lets them finish when the proxy stops. Thread-safe. */
public final class ProxyServer extends ChannelInitializer<Channel> implements SessionFactory {

    private static final Logger log = LoggerFactory.getLogger(ProxyServer.class);

    private final SessionServices services;
    private final ClientAuthenticator authenticator;
    private final int maxConnections;
    private final AtomicInteger nextConnectionId = new AtomicInteger(1);
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private volatile boolean draining;

    /** @param authenticator makes the handshakes; is given this as the factory of sessions */
    public ProxyServer(
            SessionServices services, int maxConnections, Function<SessionFactory, ClientAuthenticator> authenticator) {
        this.services = services;
        this.maxConnections = maxConnections;
        this.authenticator = authenticator.apply(this);
    }

    public int connections() {
        return channels.size();
    }

    @Override
    protected void initChannel(Channel channel) {
        // Before the checks, so that drain() finds every client that passes them.
        channels.add(channel);
        if (draining) {
            refuse(channel, SqlError.SERVER_SHUTDOWN);
        } else if (channels.size() > maxConnections) {
            refuse(channel, SqlError.TOO_MANY_CONNECTIONS);
        } else {
            channel.pipeline().addLast(authenticator.handshake(nextConnectionId.getAndIncrement()));
        }
    }

    private static void refuse(Channel channel, SqlError error) {
        var out = channel.alloc().buffer();
        // Before the greeting nothing is agreed, so the error goes without a state.
        ErrPacket.of(error.exception()).write(new PacketWriter(out), 0, new Capabilities(0));
        channel.writeAndFlush(out).addListener(done -> channel.close());
    }

    @Override
    public ChannelHandler open(AuthenticatedClient client) {
        String database = client.database();
        if (database != null && !database.isEmpty()) {
            Session.checkDatabase(database, services);
        }
        return new ClientConnection(client, services);
    }

    /**
     * Refuses new clients and waits until those that are here have finished their statements and transactions; cuts off
     * who has not by then. Blocks.
     *
     * @return whether all finished in time
     */
    public boolean drain(Duration patience) {
        draining = true;
        int before = channels.size();
        for (Channel channel : channels) {
            channel.eventLoop().execute(() -> {
                ClientConnection connection = channel.pipeline().get(ClientConnection.class);
                if (connection == null) {
                    channel.close();
                } else {
                    connection.drain();
                }
            });
        }
        boolean finished = channels.newCloseFuture().awaitUninterruptibly(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!finished) {
            log.warn("clients were cut off connections={} patience={}", channels.size(), patience);
            channels.close().awaitUninterruptibly();
        }
        log.info("clients are gone connections={}", before);
        return finished;
    }
}
