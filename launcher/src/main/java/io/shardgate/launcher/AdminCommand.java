package io.shardgate.launcher;

import io.shardgate.admin.http.AdminConfig;
import io.shardgate.admin.http.AdminServer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the admin process until it is told to stop: it owns the topology, and runs commands that come over its port. */
@Command(name = "admin", description = "Runs the admin process.", mixinStandardHelpOptions = true)
final class AdminCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "<file>",
            required = true,
            description = "The admin process's configuration; conf/admin.yaml is a commented sample.")
    private Path config = Path.of("");

    @Override
    public Integer call() throws Exception {
        AdminConfig read = AdminConfig.read(config);
        Ports.requireFree("the admin process", read.listen().port(), "listen.port in " + config);
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.onSignal(stopped);
        try (AdminServer server = AdminServer.start(read, Metrics.registry())) {
            System.out.println("READY admin on " + server.uri());
            stopped.await();
        } finally {
            Shutdown.done();
        }
        return 0;
    }
}
