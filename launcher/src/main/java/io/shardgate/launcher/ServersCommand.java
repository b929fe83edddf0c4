package io.shardgate.launcher;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs database servers with temporary data until it is told to stop: for examples and for trying things out. */
@Command(
        name = "servers",
        description = "Runs real database servers on this machine until it is stopped; their data goes with them.",
        mixinStandardHelpOptions = true)
final class ServersCommand implements Callable<Integer> {

    @Option(
            names = "--flavor",
            paramLabel = "mysql|mariadb|auto",
            defaultValue = "auto",
            description = "Which database servers; auto takes MySQL where it can run, else MariaDB.")
    private String flavor = "auto";

    @Parameters(
            arity = "1..*",
            paramLabel = "<name>=<port>",
            description = "A server's name, such as zone1-100, and its port on 127.0.0.1.")
    private List<String> servers = List.of();

    @Override
    public Integer call() throws Exception {
        FlavorChoice.Wish wish = FlavorChoice.Wish.parse(flavor);
        List<ServerRequest> requests = new ArrayList<>();
        for (String server : servers) {
            requests.add(request(server));
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.onSignal(stopped);
        CacheFolder cache = CacheFolder.ofUser();
        FlavorChoice choice = FlavorChoice.choose(wish, cache);
        try (LocalServers started = LocalServers.open(choice, cache)) {
            started.startAll(requests);
            System.out.println("READY " + choice.reason() + ": " + String.join(" ", servers));
            stopped.await();
        } finally {
            Shutdown.done();
        }
        return 0;
    }

    private static ServerRequest request(String server) {
        int equals = server.indexOf('=');
        if (equals < 1) {
            throw new LaunchException(
                    "'" + server + "' is not a server: write its name and port, as in zone1-100=17100");
        }
        int port;
        try {
            port = Integer.parseInt(server.substring(equals + 1));
        } catch (NumberFormatException e) {
            throw new LaunchException("'" + server.substring(equals + 1) + "' is not a port, in " + server);
        }
        Ports.requireFree("server " + server.substring(0, equals), port, "another <name>=<port>");
        return ServerRequest.temporary(server.substring(0, equals), ServerOptions.defaults())
                .onPort(port);
    }
}
