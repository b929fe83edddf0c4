package io.shardgate.launcher;

import io.shardgate.admin.command.CommandException;
import io.shardgate.admin.http.AdminStartException;
import io.shardgate.guestbook.Guestbook;
import io.shardgate.guestbook.message.GuestbookException;
import io.shardgate.launcher.bench.BenchException;
import io.shardgate.local.LocalServerException;
import io.shardgate.proxy.config.ConfigException;
import io.shardgate.serving.store.StoreException;
import java.io.IOException;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of every command: parses the command line, runs the command, and says plainly what is wrong. */
@Command(
        name = "shardgate",
        description =
                "A MySQL-protocol routing proxy: one MySQL URL for an application, its rows on many MySQL servers.",
        subcommands = {
            DemoCommand.class,
            ProxyCommand.class,
            AdminCommand.class,
            CtlCommand.class,
            MysqlCommand.class,
            BenchCommand.class,
            ServersCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "Shardgate 0.1.0-SNAPSHOT")
public final class Main implements Runnable {

    /** What a command could not do; not how it was called. */
    static final int FAILED = 1;

    private static final Set<String> PASSING_ON = Set.of("ctl", "mysql");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] arguments) {
        // A library that logs by java.util.logging would write to the terminal otherwise.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(run(arguments));
    }

    /** The exit code: 0 for done, 1 for a failure, 2 for a command line that makes no sense. */
    static int run(String... arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(Guestbook.commandLine(commandLine.getOut(), commandLine.getErr()));
        commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr().println("shardgate: " + message(failure));
            return FAILED;
        });
        // @replica is a target and not the name of a file with arguments.
        commandLine.setExpandAtFiles(false);
        // The arguments of ctl and mysql belong to other programs, and theirs to parse.
        commandLine.getSubcommands().forEach((name, command) -> {
            if (PASSING_ON.contains(name)) {
                command.setUnmatchedOptionsArePositionalParams(true);
            }
        });
        return commandLine.execute(arguments);
    }

    /** A mistake of the user's is told in its own words; only what should not happen is told with its type. */
    private static String message(Exception failure) {
        boolean expected = failure instanceof IOException
                || failure instanceof ConfigException
                || failure instanceof LocalServerException
                || failure instanceof LaunchException
                || failure instanceof BenchException
                || failure instanceof AdminStartException
                || failure instanceof CommandException
                || failure instanceof StoreException
                || failure instanceof GuestbookException
                || failure instanceof IllegalArgumentException;
        String text = String.valueOf(failure.getMessage());
        return expected ? text : failure.getClass().getSimpleName() + ": " + text;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }
}
