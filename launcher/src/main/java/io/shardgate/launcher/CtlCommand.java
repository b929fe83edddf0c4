package io.shardgate.launcher;

import io.shardgate.admin.ctl.Ctl;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sends an administrator's command to the admin process and prints what it says. */
@Command(
        name = "ctl",
        description =
                "Runs a command of the admin process; 'ctl help' lists them. -server host:port chooses another one.")
final class CtlCommand implements Callable<Integer> {

    /** Set by the script bin/shardgate, as Java cannot find out whether standard error is a terminal. */
    private static final String TERMINAL = "shardgate.terminal";

    @Parameters(arity = "0..*", paramLabel = "[-server host:port] COMMAND ARGUMENTS")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        return new Ctl(System.out, System.err, Boolean.getBoolean(TERMINAL)).run(arguments);
    }
}
