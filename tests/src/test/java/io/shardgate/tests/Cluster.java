package io.shardgate.tests;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import io.shardgate.proxy.bootstrap.ProxyNode;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.repository.TopologyRepository;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.file.FileStore;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedTypes;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Real servers, one for each shard and one that stands alone for comparison, and a proxy in front of them.
 *
 * <p>One cluster of each flavour serves all tests of a JVM; a test makes the tables that it needs, through the proxy.
 */
public final class Cluster {

    /** The cell of everything. */
    static final String CELL = "zone1";

    /** The unsharded keyspace, with the sequences. */
    static final String COMMERCE = "commerce";

    /** The sharded keyspace, on -80 and 80-. */
    static final String CUSTOMER = "customer";

    /** Proxies of this cluster share its store, and so ask no admin process. */
    private static final URI NO_ADMIN = URI.create("http://127.0.0.1:1");

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<FlavorChoice.Wish, Cluster> RUNNING = new LinkedHashMap<>();

    private final LocalServers servers;
    private final LocalServer plain;
    private final Map<String, LocalServer> byShard;
    private final TopologyRepository repository;
    private final ProxyNode proxy;
    private final TopologyStore store;
    private final FlavorChoice.Wish flavor;

    private Cluster(
            LocalServers servers,
            LocalServer plain,
            Map<String, LocalServer> byShard,
            TopologyRepository repository,
            ProxyNode proxy,
            TopologyStore store,
            FlavorChoice.Wish flavor) {
        this.servers = servers;
        this.plain = plain;
        this.byShard = byShard;
        this.repository = repository;
        this.proxy = proxy;
        this.store = store;
        this.flavor = flavor;
    }

    /** The cluster of a flavour, started if it is the first to be asked for. */
    static synchronized Cluster of(FlavorChoice.Wish flavor) {
        return RUNNING.computeIfAbsent(flavor, wish -> {
            try {
                return start(wish);
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("cannot start a cluster of " + wish, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static Cluster start(FlavorChoice.Wish wish) throws IOException, SQLException, InterruptedException {
        CacheFolder cache = CacheFolder.ofUser();
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        LocalServers servers = LocalServers.open(choice, cache);
        Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
        List<String> shards = List.of(COMMERCE + "/0", CUSTOMER + "/-80", CUSTOMER + "/80-");
        List<ServerRequest> requests = new ArrayList<>();
        requests.add(ServerRequest.temporary("plain", ServerOptions.defaults()));
        shards.forEach(
                shard -> requests.add(ServerRequest.temporary(shard.replace('/', '_'), ServerOptions.defaults())));
        List<LocalServer> started = servers.startAll(requests);

        FileStore store = FileStore.open(Files.createTempDirectory("shardgate-topology"));
        TopologyRepository repository = new TopologyRepository(store);
        repository.update(change -> change.put(new Cell(CELL)));
        Map<String, LocalServer> byShard = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            LocalServer server = started.get(i + 1);
            String[] path = shards.get(i).split("/", 2);
            byShard.put(shards.get(i), server);
            try (Connection dba = server.connect(server.accounts().dba());
                    Statement statement = dba.createStatement()) {
                statement.execute("CREATE DATABASE " + path[0]);
            }
            addShard(repository, path[0], ShardName.parse(path[1]), 100 * (i + 1), server);
        }
        try (Connection dba = started.get(0).connect(started.get(0).accounts().dba());
                Statement statement = dba.createStatement()) {
            statement.execute("CREATE DATABASE " + COMMERCE);
            statement.execute("CREATE DATABASE " + CUSTOMER);
        }

        ProxyNode proxy = ProxyNode.start(
                Proxies.config(wish, NO_ADMIN), store, Proxies.vindexes(), new CompositeMeterRegistry());
        Cluster cluster = new Cluster(servers, started.get(0), byShard, repository, proxy, store, wish);
        cluster.awaitSnapshot(snapshot -> snapshot.schemas().keySet().containsAll(List.of(COMMERCE, CUSTOMER)));
        return cluster;
    }

    /** A second proxy in front of the same servers, with these settings. The caller closes it. */
    ProxyNode anotherProxy(Proxies.Times times) throws IOException, InterruptedException {
        ProxyConfig config = Proxies.config(flavor, NO_ADMIN, times);
        ProxyNode another = ProxyNode.start(config, store, Proxies.vindexes(), new CompositeMeterRegistry());
        await(another, snapshot -> snapshot.schemas().keySet().containsAll(List.of(COMMERCE, CUSTOMER)));
        return another;
    }

    private static void addShard(
            TopologyRepository repository, String keyspace, ShardName name, int uid, LocalServer server) {
        TabletAlias alias = new TabletAlias(CELL, uid);
        repository.update(change -> {
            change.put(new Keyspace(keyspace));
            change.put(new Tablet(alias, keyspace, name, TabletType.PRIMARY, server.host(), server.port(), null));
            change.put(new Shard(keyspace, name, alias, true, List.of()));
        });
        repository.update(change -> {
            ServedTypes served = change.topology().servedTypes();
            change.put(served.rebuilt(keyspace, CELL, change.topology().shards(keyspace)));
        });
    }

    /** The server that stands alone. */
    LocalServer plain() {
        return plain;
    }

    /** The primary of a shard, as in {@code customer/-80}. */
    LocalServer shard(String path) {
        LocalServer server = byShard.get(path);
        if (server == null) {
            throw new IllegalArgumentException("no shard " + path + " but " + byShard.keySet());
        }
        return server;
    }

    LocalServers servers() {
        return servers;
    }

    int port() {
        return proxy.proxy().address().getPort();
    }

    /** A connection through the proxy with MySQL's driver. */
    Connection connect(String target, String... options) throws SQLException {
        return Proxies.connect(port(), target, options);
    }

    /** A connection through the proxy with MariaDB's driver. */
    Connection connectMariaDb(String target, String... options) throws SQLException {
        return Proxies.connectMariaDb(port(), target, options);
    }

    /** Sets a keyspace's VSchema and waits until the proxy has it. */
    void applyVSchema(String keyspace, String json) {
        var reading = VSchemaJson.readKeyspace(json);
        if (!reading.problems().isEmpty()) {
            throw new IllegalArgumentException("bad VSchema: " + reading.problems());
        }
        long revision = repository.update(change -> change.putVSchema(keyspace, reading.value()));
        awaitSnapshot(snapshot -> snapshot.version() >= revision);
    }

    /** Closes a keyspace's gate; the revision by which it is closed. */
    long closeGate(String keyspace, KeyRange range, String reason) {
        return repository.update(change -> change.put(new Gate(keyspace, range, reason)));
    }

    void openGate(String keyspace) {
        repository.update(change -> change.removeGate(keyspace));
    }

    /** The proxies in front of these servers, as whoever changes the topology sees them. */
    LiveProxies proxies() {
        return new LiveProxies(store);
    }

    /** Waits until the cluster's own proxy has seen a revision. */
    void awaitRevision(long revision) {
        awaitSnapshot(snapshot -> snapshot.version() >= revision);
    }

    private void awaitSnapshot(Predicate<ServingSnapshot> wanted) {
        await(proxy, wanted);
    }

    private static void await(ProxyNode proxy, Predicate<ServingSnapshot> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(proxy.snapshots().current())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "the proxy did not get there: " + proxy.snapshots().current());
            }
            Thread.onSpinWait();
        }
    }
}
