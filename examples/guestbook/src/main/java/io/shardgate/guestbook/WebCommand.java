package io.shardgate.guestbook;

import io.shardgate.guestbook.web.GuestbookConfig;
import io.shardgate.guestbook.web.GuestbookServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the pages until it is told to end. */
@Command(
        name = "web",
        description = "Serves the guestbook's pages on 127.0.0.1.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class WebCommand implements Callable<Integer> {

    private final PrintWriter out;

    @Mixin
    private final DatabaseOptions options = new DatabaseOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + GuestbookConfig.DEFAULT_PORT,
            description = "port on 127.0.0.1, or 0 for any that is free (default: ${DEFAULT-VALUE})")
    private int port = GuestbookConfig.DEFAULT_PORT;

    WebCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        Guestbook.configureLog();
        GuestbookConfig config = new GuestbookConfig(options.database(), port, options.createTable());
        GuestbookServer server = new GuestbookServer(config).start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "guestbook-shutdown"));
        out.println("Guestbook at " + server.uri());
        out.flush();
        // The server's threads do the work; a signal ends the process.
        new CountDownLatch(1).await();
        return 0;
    }
}
