package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.http.AdminConfig;
import io.shardgate.admin.http.AdminServer;
import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import io.shardgate.proxy.bootstrap.ProxyNode;
import io.shardgate.proxy.config.Secret;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.store.remote.RemoteStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Real servers, an admin process that is told everything by commands over HTTP, and proxies that follow it over HTTP. */
final class Deployment implements AutoCloseable {

    private final FlavorChoice.Wish flavor;
    private final Deque<Runnable> parts = new ArrayDeque<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final LocalServers servers;
    private final Supplier<URI> admin;
    private final List<ProxyNode> proxies = new ArrayList<>();
    private int nextUid = 100;

    private Deployment(FlavorChoice.Wish flavor, LocalServers servers, Supplier<URI> admin, Runnable closeAdmin) {
        this.flavor = flavor;
        this.servers = servers;
        this.admin = admin;
        parts.push(servers::close);
        parts.push(closeAdmin);
    }

    /** One that is told everything by commands to an admin process of its own, which stays the caller's. */
    static Deployment of(FlavorChoice.Wish flavor, AdminProcess admin) {
        CacheFolder cache = CacheFolder.ofUser();
        return new Deployment(
                flavor, LocalServers.open(FlavorChoice.choose(flavor, cache), cache), admin::uri, () -> {});
    }

    /** An admin process without any keyspace. */
    static Deployment start(FlavorChoice.Wish flavor, Path folder) {
        CacheFolder cache = CacheFolder.ofUser();
        LocalServers servers = LocalServers.open(FlavorChoice.choose(flavor, cache), cache);
        Accounts accounts = Accounts.standard();
        AdminConfig config = new AdminConfig(
                new AdminConfig.Listen("127.0.0.1", 0),
                new AdminConfig.Topology(folder.resolve("topology"), Cluster.CELL),
                new AdminConfig.Servers(
                        login(accounts.application()),
                        login(accounts.dba()),
                        login(accounts.replication()),
                        ServerAccess.Tls.PREFERRED),
                new AdminConfig.Commands(Duration.ofSeconds(20)),
                new AdminConfig.Tracking(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofMillis(200)));
        try {
            AdminServer admin = AdminServer.start(config, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
            return new Deployment(flavor, servers, admin::uri, admin::close);
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private static AdminConfig.Login login(Account account) {
        return new AdminConfig.Login(account.name(), new Secret(account.password()));
    }

    /** A shard with a tablet of each of the types; the first becomes its master. */
    void addShard(String path, String... types) throws IOException, InterruptedException {
        addShard(path, ServerOptions.defaults(), types);
    }

    void addShard(String path, ServerOptions options, String... types) throws IOException, InterruptedException {
        String[] parts = path.split("/", 2);
        List<ServerRequest> requests = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            requests.add(ServerRequest.temporary(Cluster.CELL + "-" + (nextUid + i), options));
        }
        List<LocalServer> started = servers.startAll(requests);
        for (int i = 0; i < types.length; i++) {
            command("InitTablet -parent -keyspace " + parts[0] + " -shard " + parts[1] + " -hostname "
                    + started.get(i).host() + " -mysql_port " + started.get(i).port() + " " + Cluster.CELL + "-"
                    + (nextUid + i) + " " + types[i]);
        }
        command("InitShardMaster -force " + path + " " + Cluster.CELL + "-" + nextUid);
        nextUid += 100;
    }

    /** Starts one more proxy; its number is what {@link #connect} takes. */
    void addProxy() throws IOException, InterruptedException {
        addProxy(Proxies.Times.standard());
    }

    void addProxy(Proxies.Times times) throws IOException, InterruptedException {
        addProxy(times, new CompositeMeterRegistry());
    }

    /** @param metrics where the proxy counts */
    void addProxy(Proxies.Times times, MeterRegistry metrics) throws IOException, InterruptedException {
        RemoteStore store = new RemoteStore(admin.get().resolve("/api/store"));
        parts.push(store::close);
        ProxyNode proxy =
                ProxyNode.start(Proxies.config(flavor, admin.get(), times), store, Proxies.vindexes(), metrics);
        parts.push(proxy::close);
        proxies.add(proxy);
    }

    Connection connect(int proxy, String target) throws SQLException {
        return Proxies.connect(port(proxy), target);
    }

    int port(int proxy) {
        return proxies.get(proxy).proxy().address().getPort();
    }

    LocalServer server(int uid) {
        return servers.server(Cluster.CELL + "-" + uid);
    }

    /** Posts a command line as curl would, and gives the output of one that must succeed. */
    String command(String line) throws IOException, InterruptedException {
        HttpResponse<String> response = post(line);
        if (!isSuccess(response)) {
            throw new IllegalStateException(line + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Posts a command line, and tells whether the command came to a good end. */
    boolean succeeds(String line) throws IOException, InterruptedException {
        return isSuccess(post(line));
    }

    /** By the last line: the status is sent with the first one, before the command has ended. */
    private static boolean isSuccess(HttpResponse<String> response) {
        return response.statusCode() == 200 && response.body().endsWith("exit: 0\n");
    }

    /** Waits until filtered replication runs between all shards that overlap one, and has nothing to complain of. */
    void awaitStreams(String shard) {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            String status = command("ShowResharding " + shard);
            assertThat(status).doesNotContain("ERROR");
            List<String> streams =
                    status.lines().filter(line -> line.contains(", lag ")).toList();
            return !streams.isEmpty() && streams.stream().allMatch(line -> line.matches(".*: RUNNING, lag \\d+ ms"));
        });
    }

    /** Posts a command line, and gives whatever comes. */
    HttpResponse<String> post(String line) throws IOException, InterruptedException {
        URI uri = admin.get().resolve("/api/command");
        return http.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(line))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What the admin port gives for a path. */
    String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(admin.get().resolve(path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().run();
        }
    }
}
