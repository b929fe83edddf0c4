package io.shardgate.launcher;

import io.shardgate.guestbook.web.GuestbookConfig;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.FlavorChoice;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything on this machine: real database servers, the admin process and a proxy, with something in them to try. */
@Command(
        name = "demo",
        description = "Starts real database servers, a proxy and the admin port on this machine, and says what to try.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    static final int PROXY_PORT = 15306;
    static final int ADMIN_PORT = 15000;

    @Option(
            names = "--flavor",
            paramLabel = "mysql|mariadb|auto",
            defaultValue = "auto",
            description = "Which database servers; auto takes MySQL where it can run, else MariaDB.")
    private String flavor = "auto";

    @Option(names = "--port", paramLabel = "<port>", description = "The proxy's port. Default: ${DEFAULT-VALUE}.")
    private int port = PROXY_PORT;

    @Option(names = "--admin-port", paramLabel = "<port>", description = "The admin port. Default: ${DEFAULT-VALUE}.")
    private int adminPort = ADMIN_PORT;

    @Option(
            names = "--guestbook-port",
            paramLabel = "<port>",
            description = "The guestbook's port. Default: ${DEFAULT-VALUE}.")
    private int guestbookPort = GuestbookConfig.DEFAULT_PORT;

    @Override
    public Integer call() throws Exception {
        FlavorChoice.Wish wish = FlavorChoice.Wish.parse(flavor);
        Path log = logToFile();
        Ports.requireFree("the proxy", port, "--port");
        Ports.requireFree("the admin process", adminPort, "--admin-port");
        Ports.requireFree("the guestbook", guestbookPort, "--guestbook-port");
        CountDownLatch stopped = new CountDownLatch(1);
        Shutdown.onSignal(stopped);
        System.out.println("Log: " + log);
        try (Demo demo = new Demo(home(), new Demo.Listening(port, adminPort, guestbookPort))) {
            demo.start(wish, CacheFolder.ofUser());
            stopped.await();
            System.out.println("Stopping");
        } finally {
            Shutdown.done();
        }
        return 0;
    }

    /** To be called before the first line is logged. */
    private Path logToFile() {
        Path log = home().resolve("target").resolve("demo-" + port + ".log").toAbsolutePath();
        System.setProperty("shardgate.log.file", log.toString());
        System.setProperty("logback.configurationFile", "io/shardgate/launcher/logback-demo.xml");
        return log;
    }

    /** The project's folder, where conf/ is; bin/shardgate says where. */
    static Path home() {
        return Path.of(System.getProperty("shardgate.home", "."));
    }
}
