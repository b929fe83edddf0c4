package io.shardgate.proxy.bootstrap;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.shardgate.proxy.auth.ClientAuthenticator;
import io.shardgate.proxy.auth.HandshakeSettings;
import io.shardgate.proxy.auth.Users;
import io.shardgate.proxy.backend.BackendPools;
import io.shardgate.proxy.backend.Endpoint;
import io.shardgate.proxy.backend.PoolLimits;
import io.shardgate.proxy.config.ConfigException;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.proxy.exec.ExecutionLimits;
import io.shardgate.proxy.server.ProxyServer;
import io.shardgate.proxy.session.Buffering;
import io.shardgate.proxy.session.PlanCache;
import io.shardgate.proxy.session.QueryMetrics;
import io.shardgate.proxy.session.SessionDefaults;
import io.shardgate.proxy.session.SessionRegistry;
import io.shardgate.proxy.session.SessionServices;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import io.shardgate.serving.health.ServingRule;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One proxy: everything between its listener and the MySQL servers. Safe for any thread; starting and closing block.
 *
 * <p>The whole wiring is in {@link #start}.
 */
public final class Proxy implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Proxy.class);

    /** Rows wait in the socket rather than in the heap: above the first mark servers are not read any further. */
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(64 << 10, 256 << 10);

    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(5);
    private static final int SIDE_CONNECTIONS = 16;
    private static final int WORKERS = 4;
    private static final int WORKER_QUEUE = 1024;

    private final EventLoopGroup loops;
    private final EventLoopGroup acceptor;
    private final ThreadPoolExecutor workers;
    private final BackendPools pools;
    private final BackendPools sidePools;
    private final SnapshotSource.Subscription subscription;
    private final Buffering buffering;
    private final SessionRegistry registry;
    private final ProxyServer server;
    private final Channel listener;
    private final Duration drainTimeout;

    private Proxy(
            EventLoopGroup loops,
            EventLoopGroup acceptor,
            ThreadPoolExecutor workers,
            BackendPools pools,
            BackendPools sidePools,
            SnapshotSource.Subscription subscription,
            Buffering buffering,
            SessionRegistry registry,
            ProxyServer server,
            Channel listener,
            Duration drainTimeout) {
        this.loops = loops;
        this.acceptor = acceptor;
        this.workers = workers;
        this.pools = pools;
        this.sidePools = sidePools;
        this.subscription = subscription;
        this.buffering = buffering;
        this.registry = registry;
        this.server = server;
        this.listener = listener;
        this.drainTimeout = drainTimeout;
    }

    /**
     * Starts a proxy.
     *
     * @param collaborators what the proxy needs of the rest of the process
     * @throws IOException if the port cannot be listened on
     * @throws ConfigException if a file that the configuration names cannot be used
     */
    public static Proxy start(ProxyConfig config, SnapshotSource snapshots, Collaborators collaborators)
            throws IOException {
        Transport transport = Transport.best();
        EventLoopGroup loops = transport.newGroup("shardgate-loop", loopThreads(config));
        EventLoopGroup acceptor = transport.newGroup("shardgate-accept", 1);
        ThreadPoolExecutor workers = workers();

        Collation collation = Collations.find(config.session().collation()).orElseThrow();
        NettyConnector connector = new NettyConnector(
                transport,
                config.backend(),
                collation,
                backendTls(config),
                config.pool().maxStatements());
        BackendPools pools =
                new BackendPools(connector, limits(config, config.pool().maxConnections()));
        BackendPools sidePools = new BackendPools(connector, limits(config, SIDE_CONNECTIONS));
        SessionRegistry registry = new SessionRegistry();
        Buffering buffering = new Buffering(
                snapshots,
                new Buffering.Limits(
                        config.buffering().maxStatements(),
                        config.buffering().maxBytes().bytes(),
                        config.buffering().maxWait()));
        ServingRule rule = new ServingRule(
                collaborators.health(),
                config.health().maxReplicationLag(),
                config.health().maxReplicationLagOfAll());
        PlanCache plans = new PlanCache(config.query().planCache());
        SessionServices services = new SessionServices(
                snapshots,
                config.topology().cell(),
                pools,
                sidePools,
                new TabletChoice(rule),
                rule,
                new SessionDefaults(
                        config.session().sqlMode(),
                        config.session().timeZone(),
                        config.session().isolation().sqlName()),
                config.session().transactionMode(),
                registry,
                new ExecutionLimits(
                        config.query().maxRowsInMemory(),
                        config.query().maxBytesInMemory().bytes()),
                collaborators.sequences(),
                collaborators.schemaChanges(),
                plans,
                workers,
                buffering,
                new QueryMetrics(collaborators.metrics()),
                config.query().timeout(),
                config.listen().serverVersion(),
                Math.toIntExact(config.query().maxPacket().bytes()));

        Users users = users(config);
        HandshakeSettings handshake = new HandshakeSettings(
                config.listen().serverVersion(),
                collation,
                config.listen().handshakeTimeout(),
                clientTls(config),
                config.tls().required());
        ProxyServer server = new ProxyServer(
                services,
                config.listen().maxConnections(),
                sessions -> new ClientAuthenticator(handshake, () -> users, workers, sessions));

        ProxyMetrics metrics = new ProxyMetrics(collaborators.metrics(), snapshots, registry, buffering, plans, pools);
        SnapshotSource.Subscription subscription = snapshots.subscribe((previous, current) -> {
            metrics.tabletsChanged(current);
            Set<Endpoint> endpoints = endpoints(current);
            pools.retain(endpoints);
            sidePools.retain(endpoints);
        });
        Channel listener;
        try {
            listener = listen(config, transport, acceptor, loops, server);
        } catch (IOException e) {
            subscription.close();
            buffering.close();
            loops.shutdownGracefully();
            acceptor.shutdownGracefully();
            workers.shutdown();
            throw e;
        }
        log.info("proxy listens address={} transport={}", listener.localAddress(), transport.name());
        return new Proxy(
                loops,
                acceptor,
                workers,
                pools,
                sidePools,
                subscription,
                buffering,
                registry,
                server,
                listener,
                config.listen().drainTimeout());
    }

    private static Channel listen(
            ProxyConfig config, Transport transport, EventLoopGroup acceptor, EventLoopGroup loops, ProxyServer server)
            throws IOException {
        var bound = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childHandler(server)
                .bind(config.listen().host(), config.listen().port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + config.listen().host() + ":"
                            + config.listen().port() + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    private static int loopThreads(ProxyConfig config) {
        int wanted = config.listen().eventLoopThreads();
        return wanted > 0 ? wanted : Runtime.getRuntime().availableProcessors();
    }

    private static ThreadPoolExecutor workers() {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(WORKER_QUEUE),
                new DefaultThreadFactory("shardgate-worker", true));
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private static PoolLimits limits(ProxyConfig config, int maxConnections) {
        ProxyConfig.Pool pool = config.pool();
        return new PoolLimits(
                maxConnections, pool.idleTimeout(), pool.maxLifetime(), pool.acquireTimeout(), pool.maxStatements());
    }

    private static Users users(ProxyConfig config) {
        Path file = config.users().file();
        return file == null ? Users.anyoneWithoutPassword() : Users.read(file);
    }

    private static @Nullable SslContext clientTls(ProxyConfig config) {
        Path certificate = config.tls().certificate();
        Path key = config.tls().key();
        if (certificate == null || key == null) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(certificate, 0, "cannot be used with the key " + key + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable SslContext backendTls(ProxyConfig config) {
        if (!config.backend().tls()) {
            return null;
        }
        Path ca = config.backend().tlsCa();
        try {
            SslContextBuilder builder = SslContextBuilder.forClient();
            return ca == null
                    ? builder.trustManager(io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE)
                            .build()
                    : builder.trustManager(ca.toFile()).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(ca == null ? Path.of("") : ca, 0, "cannot be used for TLS: " + e.getMessage(), e);
        }
    }

    private static Set<Endpoint> endpoints(ServingSnapshot snapshot) {
        return snapshot.topology().tablets().stream()
                .flatMap(TabletChoice::endpointsOf)
                .collect(Collectors.toSet());
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** The sessions that are open. */
    public SessionRegistry sessions() {
        return registry;
    }

    /**
     * The version of the oldest snapshot by which a statement runs that is not part of an open transaction;
     * {@link Long#MAX_VALUE} if none runs.
     */
    public long oldestRunningVersion() {
        return registry.oldestRunningVersion();
    }

    /** Stops listening, lets clients finish within the configured time, and ends everything. Blocks. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        server.drain(drainTimeout);
        subscription.close();
        buffering.close();
        pools.close();
        sidePools.close();
        workers.shutdown();
        long millis = SHUTDOWN_PATIENCE.toMillis();
        loops.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
        acceptor.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    }
}
