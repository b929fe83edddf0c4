package io.shardgate.launcher.bench;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.http.AdminConfig;
import io.shardgate.admin.http.AdminServer;
import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.Family;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that the load runs against: servers, admin process, proxy and HAProxy, and where each way begins. Starting
 * and closing block. What it starts ends with this process, however that ends.
 */
final class BenchStage implements AutoCloseable {

    private static final String ADMIN_CONFIG = """
            listen:
              port: 0
            topology:
              directory: topology
            servers:
              app:
                user: %s
                password: "%s"
              dba:
                user: %s
                password: "%s"
              repl:
                user: %s
                password: "%s"
            """;

    private static final String PROXY_CLIENT = "bench";

    private static final int PROXY_LOG_LINES = 30;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<Way, Endpoint> endpoints = new EnumMap<>(Way.class);

    private Optional<ProxyProcess> proxy = Optional.empty();

    private BenchStage() {}

    /**
     * Starts it all.
     *
     * @param haProxy the program; without it that way is missing
     * @param folder a private one that exists, for configurations and logs
     */
    static BenchStage start(
            FlavorChoice choice, CacheFolder cache, Bench.Proxy setup, Optional<Path> haProxy, Path folder, Load load)
            throws InterruptedException {
        BenchStage stage = new BenchStage();
        try {
            stage.open(choice, cache, setup, haProxy, folder, load);
            return stage;
        } catch (InterruptedException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    private void open(
            FlavorChoice choice, CacheFolder cache, Bench.Proxy setup, Optional<Path> haProxy, Path folder, Load load)
            throws InterruptedException {
        LocalServers servers = opened(LocalServers.open(choice, cache));
        BenchTopology topology = BenchTopology.start(servers, load.threads());
        AdminServer admin =
                opened(AdminServer.start(adminConfig(folder), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
        topology.create(admin, load.tables());
        Accounts accounts = Accounts.standard();
        ProxyProcess started = opened(ProxyProcess.start(
                setup, folder, admin.uri(), accounts.application(), choice.version(), load.threads()));

        proxy = Optional.of(started);

        // sysbench's client library may not know MySQL's default authentication; MySQL 9 knows nothing else.
        boolean hasNative =
                choice.version().family() == Family.MARIADB || choice.version().major() < 9;
        Account account = hasNative ? accounts.nativePassword() : accounts.application();
        int serverPort = topology.plain().port();
        add(Way.DIRECT, serverPort, account, OptionalLong.empty());
        if (haProxy.isPresent()) {
            HaProxy forwarder = opened(HaProxy.start(haProxy.get(), folder, serverPort));
            add(Way.HAPROXY, forwarder.port(), account, OptionalLong.of(forwarder.pid()));
        }
        add(Way.UNSHARDED, started, BenchTopology.UNSHARDED);
        add(Way.ONE_SHARD, started, BenchTopology.ONE_SHARD);
        add(Way.TWO_SHARDS, started, BenchTopology.TWO_SHARDS);
    }

    /** The admin process of a benchmark, with its store in the folder. */
    static AdminConfig adminConfig(Path folder) {
        Accounts accounts = Accounts.standard();
        Path file = folder.resolve("admin.yaml");
        try {
            Files.writeString(
                    file,
                    ADMIN_CONFIG.formatted(
                            accounts.application().name(),
                            accounts.application().password(),
                            accounts.dba().name(),
                            accounts.dba().password(),
                            accounts.replication().name(),
                            accounts.replication().password()));
        } catch (IOException e) {
            throw new BenchException("Cannot write " + file + ": " + e.getMessage(), e);
        }
        return AdminConfig.read(file);
    }

    private void add(Way way, int port, Account account, OptionalLong pid) {
        endpoints.put(way, new Endpoint(way, port, account.name(), account.password(), BenchTopology.UNSHARDED, pid));
    }

    private void add(Way way, ProxyProcess proxy, String keyspace) {
        endpoints.put(way, new Endpoint(way, proxy.port(), PROXY_CLIENT, "", keyspace, OptionalLong.of(proxy.pid())));
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** Where a way begins; empty if the program that it needs is missing. */
    Optional<Endpoint> find(Way way) {
        return Optional.ofNullable(endpoints.get(way));
    }

    List<Endpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** The end of the proxy's log, for someone who looks for the cause of a failure. */
    String proxyLog() {
        return proxy.map(running -> running.saidLast(PROXY_LOG_LINES)).orElse("");
    }

    /** Ends everything, the last part first. */
    @Override
    public void close() {
        BenchException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new BenchException("A part did not end cleanly", e) : failure;
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
