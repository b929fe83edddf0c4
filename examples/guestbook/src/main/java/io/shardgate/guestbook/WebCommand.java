package io.shardgate.guestbook;

import io.shardgate.guestbook.web.GuestbookConfig;
import io.shardgate.guestbook.web.GuestbookServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves the pages until it is told to end. */
@Command(
        name = "web",
        description = "Serves the guestbook's pages on 127.0.0.1.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class WebCommand implements Callable<Integer> {

    private final PrintWriter out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

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
        GuestbookServer server = new GuestbookServer(config()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "guestbook-shutdown"));
        out.println("Guestbook at " + server.uri());
        out.flush();
        // The server's threads do the work; a signal ends the process.
        new CountDownLatch(1).await();
        return 0;
    }

    private GuestbookConfig config() {
        try {
            return new GuestbookConfig(options.database(), port, options.createTable());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
