package io.shardgate.launcher;

import io.shardgate.proxy.bootstrap.ProxyNode;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.serving.store.remote.RemoteStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.onSignal(stopped);
        try (RemoteStore store = new RemoteStore(read.topology().adminUrl().resolve("/api/store"));
                ProxyNode node = ProxyNode.start(read, store, Vindexes.load())) {
            System.out.println("READY proxy on " + node.proxy().address());
            stopped.await();
        } finally {
            Shutdown.done();
        }
        return 0;
    }
}
