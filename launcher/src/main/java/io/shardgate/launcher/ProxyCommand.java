package io.shardgate.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardgate.admin.http.StatusPort;
import io.shardgate.proxy.bootstrap.ProxyNode;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.serving.store.remote.RemoteStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one proxy until it is told to stop; then lets clients finish, within the configured time. */
@Command(name = "proxy", description = "Runs a proxy.", mixinStandardHelpOptions = true)
final class ProxyCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "<file>",
            required = true,
            description = "The proxy's configuration; conf/proxy.yaml is a commented sample.")
    private Path config = Path.of("");

    @Override
    public Integer call() throws Exception {
        ProxyConfig read = ProxyConfig.read(config);
        Ports.requireFree("the proxy", read.listen().port(), "listen.port in " + config);
        if (read.http().enabled()) {
            Ports.requireFree("the proxy's HTTP port", read.http().port(), "http.port in " + config);
        }
        PrometheusMeterRegistry metrics = Metrics.registry();
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.onSignal(stopped);
        try (RemoteStore store = new RemoteStore(read.topology().adminUrl().resolve("/api/store"));
                ProxyNode node = ProxyNode.start(read, store, Vindexes.load(), metrics);
                StatusPort status = status(read.http(), node, metrics)) {
            System.out.println("READY proxy on " + Ports.shown(node.proxy().address()));
            if (status != null) {
                System.out.println("/health, /ready and /metrics on http://" + Ports.shown(status.address()));
            }
            stopped.await();
        } finally {
            Shutdown.done();
        }
        return 0;
    }

    private static @Nullable StatusPort status(ProxyConfig.Http http, ProxyNode node, PrometheusMeterRegistry metrics)
            throws IOException {
        return http.enabled()
                ? StatusPort.open(
                        new InetSocketAddress(http.host(), http.port()),
                        () -> node.snapshots()
                                .findStaleness()
                                .map(stale -> List.of(
                                        "the topology may be out of date since " + stale.since() + ": " + stale.why()))
                                .orElse(List.of()),
                        metrics)
                : null;
    }
}
