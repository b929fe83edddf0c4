package io.shardgate.guestbook;

import io.shardgate.guestbook.message.GuestbookException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The guestbook's command line. */
@Command(
        name = "guestbook",
        description = "A guestbook that knows its database as two JDBC URLs only.",
        mixinStandardHelpOptions = true)
public final class Guestbook {

    private static final String LOG_CONFIGURATION = "logback.configurationFile";

    private Guestbook() {}

    /**
     * The command with its subcommands {@code web} and {@code load}, to be run, or to be added to another command.
     * Exit codes: 0 for success, 1 for a failure, 2 for a wrong command line.
     */
    public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine command = new CommandLine(new Guestbook())
                .addSubcommand(new WebCommand(out))
                .addSubcommand(new LoadCommand(out));
        return command.setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, failed, parsed) -> explain(failure, err));
    }

    /** In one line, where it is not the guestbook's own mistake. */
    private static int explain(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof GuestbookException) {
            err.println("guestbook: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(writer(FileDescriptor.out), writer(FileDescriptor.err))
                .execute(arguments));
    }

    /** Sets how a process that is a guestbook logs, unless it was told. To be called before the first line is logged. */
    static void configureLog() {
        if (System.getProperty(LOG_CONFIGURATION) == null) {
            System.setProperty(LOG_CONFIGURATION, "io/shardgate/guestbook/logback-guestbook.xml");
        }
    }

    /** UTF-8 whatever the locale: messages of servers have all kinds of characters. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
