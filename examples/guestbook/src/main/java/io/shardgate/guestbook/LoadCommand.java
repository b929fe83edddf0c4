package io.shardgate.guestbook;

import io.shardgate.guestbook.load.Load;
import io.shardgate.guestbook.load.LoadConfig;
import io.shardgate.guestbook.load.LoadReport;
import io.shardgate.guestbook.load.MessageWorkload;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.guestbook.message.PlainWords;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes and reads at a rate, then checks. */
@Command(
        name = "load",
        description = {
            "Writes and reads messages at a steady rate, for a time or until Ctrl-C. Then looks on the primary for each"
                    + " message that was acknowledged. The last line of output is JSON.",
            "",
            "Exit code: 0 if it passed; 1 if a message was lost, duplicated or changed, if there were errors (unless"
                    + " --allow-errors), or if it could not start or check; 2 for a wrong command line."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LoadCommand implements Callable<Integer> {

    private final PrintWriter out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final DatabaseOptions options = new DatabaseOptions();

    @Option(
            names = "--rows",
            paramLabel = "WHICH",
            converter = RowsConverter.class,
            defaultValue = "messages",
            description =
                    "messages, of the guestbook, or customers, with their orders, of the horizontal-sharding guide"
                            + " (default: ${DEFAULT-VALUE})")
    private LoadConfig.Rows rows = LoadConfig.Rows.MESSAGES;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "writes a second, over all threads (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--read-rate",
            paramLabel = "N",
            description = "reads a second, over all threads (default: as --rate)")
    private @Nullable Integer readRate;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "4",
            description = "threads that write, and as many that read (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--pages",
            paramLabel = "N",
            defaultValue = "100",
            description = "pages that are written and read, from page 1 on (default: ${DEFAULT-VALUE})")
    private int pages;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "such as 30s or 5m (default: until Ctrl-C)")
    private @Nullable Duration duration;

    @Option(names = "--allow-errors", description = "pass in spite of errors, if nothing was lost or duplicated")
    private boolean errorsAllowed;

    @Option(
            names = "--steps",
            description = "read names from standard input, a line each; each begins a step that is reported by itself,"
                    + " but for pause, which checks and removes the load's rows, and resume; the end of the input ends"
                    + " the load")
    private boolean steps;

    LoadCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        Guestbook.configureLog();
        Load load = new Load(config(), progress -> {
            out.println(progress);
            out.flush();
        });
        if (options.createTable()) {
            createTable();
        }
        if (steps) {
            readSteps(load);
        }
        CountDownLatch reported = new CountDownLatch(1);
        ExitInHook hook = new ExitInHook(load, reported);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            LoadReport report = load.run();
            report.lines().forEach(out::println);
            out.println(report.json());
            out.flush();
            hook.exitCode = report.passed() ? 0 : 1;
            return hook.exitCode;
        } finally {
            reported.countDown();
            hook.remove();
        }
    }

    private void readSteps(Load load) {
        Thread reader = new Thread(
                () -> {
                    Scanner names = new Scanner(System.in, StandardCharsets.UTF_8);
                    while (names.hasNextLine()) {
                        obey(load, names.nextLine().strip());
                    }
                    load.stop();
                },
                "guestbook-load-steps");
        reader.setDaemon(true);
        reader.start();
    }

    private void obey(Load load, String line) {
        switch (line) {
            case "pause" -> {
                try {
                    out.println("Paused: " + load.pause());
                } catch (SQLException e) {
                    out.println("Not paused: " + PlainWords.detail(e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case "resume" -> {
                load.resume();
                out.println("Resumed");
            }
            default -> load.begin(line);
        }
        out.flush();
    }

    private LoadConfig config() {
        try {
            return new LoadConfig(
                    options.database(),
                    rows,
                    rate,
                    readRate == null ? rate : readRate,
                    threads,
                    pages,
                    Optional.ofNullable(duration),
                    errorsAllowed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void createTable() {
        try {
            MessageWorkload.createTable(options.database());
        } catch (SQLException e) {
            throw new GuestbookException(
                    "The table messages cannot be created. " + PlainWords.of(e) + " " + PlainWords.detail(e), e);
        }
    }

    /**
     * On Ctrl-C or TERM, ends the load, waits for its report and gives the process the report's exit code, where Java
     * would give it the signal's.
     */
    private static final class ExitInHook extends Thread {

        private final Load load;
        private final CountDownLatch reported;
        private volatile int exitCode = 1;

        private ExitInHook(Load load, CountDownLatch reported) {
            super("guestbook-load-shutdown");
            this.load = load;
            this.reported = reported;
        }

        /** A process that ends by itself has its own exit code, and may go on to do other things. */
        private void remove() {
            try {
                Runtime.getRuntime().removeShutdownHook(this);
            } catch (IllegalStateException e) {
                // It is running, and ends the process.
                return;
            }
        }

        @Override
        public void run() {
            load.stop();
            try {
                reported.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** In small letters, as all options are. */
    private static final class RowsConverter implements ITypeConverter<LoadConfig.Rows> {

        @Override
        public LoadConfig.Rows convert(String value) {
            return switch (value) {
                case "messages" -> LoadConfig.Rows.MESSAGES;
                case "customers" -> LoadConfig.Rows.CUSTOMERS;
                default -> throw new TypeConversionException("'" + value + "' is neither messages nor customers");
            };
        }
    }
}
