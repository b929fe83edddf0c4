package io.shardgate.admin.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.command.Commands;
import io.shardgate.admin.command.ControlPlane;
import io.shardgate.admin.command.CutoverRecovery;
import io.shardgate.admin.command.KeyspaceTables;
import io.shardgate.admin.page.TopologyPage;
import io.shardgate.admin.page.TopologyReporter;
import io.shardgate.resharding.workflow.Streams;
import io.shardgate.serving.health.HealthPoller;
import io.shardgate.serving.health.Heartbeats;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.presence.ProxyRecord;
import io.shardgate.serving.repository.TopologyKeys;
import io.shardgate.serving.repository.TopologyRepository;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.serving.store.remote.StoreApi;
import io.shardgate.serving.topology.Cell;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin process: owns the topology store, runs commands, watches the servers, and listens on the admin port.
 *
 * <p>Can be embedded: proxies of the same process use {@link #store()}, those of others {@link #storeUri()}. Safe for all
 * threads.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);
    private static final Duration FIRST_READ = Duration.ofSeconds(10);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(3);

    private final AdminConfig config;
    private final Commands commands;
    private final TopologyStore store;
    private final SnapshotLoader snapshots;
    private final JdbcPools pools;
    private final KeyspaceTables tables;
    private final Streams streams;
    private final HealthPoller health;
    private final Heartbeats heartbeats;
    private final SnapshotSource.Subscription gates;
    private final List<Readiness> readiness = new CopyOnWriteArrayList<>();
    private final HttpPort port;
    private final Thread recovery;

    private AdminServer(AdminConfig config, TopologyStore store, PrometheusMeterRegistry metrics) throws IOException {
        Clock clock = Clock.systemUTC();
        // A VSchema may not name files of this machine, since those who apply it need not be allowed to read them.
        VindexRegistry vindexes = VindexRegistry.load(ParameterFiles.none());
        TopologyRepository repository = new TopologyRepository(store);
        this.config = config;
        this.store = store;
        repository.update(change -> change.put(new Cell(config.topology().defaultCell())));
        this.snapshots = SnapshotLoader.start(store, vindexes, clock);
        this.pools = new JdbcPools(config.servers().access(), JdbcPools.Settings.DEFAULT);
        this.tables = KeyspaceTables.track(snapshots, pools, config.tracking().schemaPoll());
        this.streams = Streams.start(snapshots, pools);
        this.health = HealthPoller.start(snapshots, pools, config.tracking().healthPoll(), HEALTH_TIMEOUT, clock);
        this.heartbeats = Heartbeats.start(snapshots, pools, config.tracking().heartbeat(), clock);
        String holder = "admin process " + ProcessHandle.current().pid();
        ControlPlane control = new ControlPlane(
                repository,
                pools,
                vindexes,
                snapshots,
                tables,
                streams,
                health,
                new ControlPlane.Settings(holder, config.commands().acknowledgeTimeout(), clock));
        this.commands = new Commands(control);
        TopologyReporter topology = new TopologyReporter(new TopologyReporter.Sources(
                snapshots,
                health,
                tables::problems,
                new LiveProxies(store)::list,
                streams::status,
                commands::running,
                clock));
        ClusterMetrics cluster = new ClusterMetrics(
                metrics, new ClusterMetrics.Sources(snapshots, health, streams::status, commands::running));
        this.gates = snapshots.subscribe((previous, current) -> cluster.gatesChanged(current));
        readiness.add(this::ownProblems);
        try {
            awaitFirstSnapshot();
            this.port = new HttpPort(
                    address(config.listen()),
                    new HttpPort.Answers(
                            commands,
                            new StoreApi(store, AdminServer::mayProxyWrite),
                            this::problems,
                            metrics,
                            cluster,
                            new TopologyPage(topology),
                            topology));
        } catch (IOException | RuntimeException e) {
            closeAllButThePort();
            throw e;
        }
        this.recovery = new Thread(() -> recover(control), "cutover-recovery");
        recovery.setDaemon(true);
        recovery.start();
    }

    private static void recover(ControlPlane control) {
        try {
            new CutoverRecovery(control).run();
        } catch (InterruptedException e) {
            // The process ends; the next one recovers.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("the recovery of cutovers failed", e);
        }
    }

    private static boolean mayProxyWrite(String key) {
        return ProxyRecord.isKeyOfProxies(key) || TopologyKeys.isSequenceCeiling(key);
    }

    /**
     * Opens the store and listens.
     *
     * @param metrics shown at {@code /metrics}; stays the caller's
     * @throws io.shardgate.serving.store.StoreException if another process has the store open, or it is damaged
     * @throws AdminStartException if the address cannot be listened on, with what to do
     */
    public static AdminServer start(AdminConfig config, PrometheusMeterRegistry metrics) {
        FileStore store = FileStore.open(config.topology().directory());
        AdminConfig.Listen listen = config.listen();
        try {
            AdminServer server = new AdminServer(config, store, metrics);
            log.info("the admin port is open address={}", server.uri());
            return server;
        } catch (BindException e) {
            store.close();
            throw new AdminStartException(
                    "the admin port " + listen.host() + ":" + listen.port() + " cannot be opened: " + e.getMessage()
                            + "; end what listens there, or set another listen.port",
                    e);
        } catch (IOException e) {
            store.close();
            throw new AdminStartException(
                    "the admin port " + listen.host() + ":" + listen.port() + " cannot be opened: " + e.getMessage(),
                    e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static InetSocketAddress address(AdminConfig.Listen listen) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port());
    }

    private void awaitFirstSnapshot() {
        try {
            if (!snapshots.awaitFirst(FIRST_READ)) {
                throw new AdminStartException("the topology could not be read: " + snapshots.findStaleness(), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminStartException("interrupted while the topology was read", e);
        }
    }

    /** Where people and {@code ctl} find it. */
    public URI uri() {
        String host = config.listen().host();
        return URI.create("http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port.port());
    }

    /** Where proxies of other processes find the store. */
    public URI storeUri() {
        return uri().resolve("/api/store");
    }

    /** The store, for what runs in the same process; it ends with this server. */
    public TopologyStore store() {
        return store;
    }

    /** Runs commands in this process. */
    public Commands commands() {
        return commands;
    }

    /** The topology as this process sees it. */
    public SnapshotLoader snapshots() {
        return snapshots;
    }

    /** Lets {@code /ready} ask also others of this process. */
    public void addReadiness(Readiness more) {
        readiness.add(more);
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        readiness.forEach(one -> problems.addAll(one.problems()));
        return problems;
    }

    private List<String> ownProblems() {
        return snapshots
                .findStaleness()
                .map(stale -> List.of("the topology may be out of date since " + stale.since() + ": " + stale.why()))
                .orElse(List.of());
    }

    /** Stops listening and closes the store. Commands that run are interrupted. */
    @Override
    public void close() {
        port.close();
        recovery.interrupt();
        closeAllButThePort();
        store.close();
    }

    private void closeAllButThePort() {
        gates.close();
        streams.close();
        heartbeats.close();
        health.close();
        tables.close();
        snapshots.close();
        pools.close();
    }
}
