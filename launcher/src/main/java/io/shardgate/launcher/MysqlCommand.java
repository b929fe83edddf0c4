package io.shardgate.launcher;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.ClientBinary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the bundled command line client against the local proxy, with the user's own arguments behind ours. */
@Command(
        name = "mysql",
        description = "Runs the bundled MySQL client, by default against the proxy on 127.0.0.1:15306.",
        mixinStandardHelpOptions = false)
final class MysqlCommand implements Callable<Integer> {

    @Option(
            names = "--print-command",
            hidden = true,
            description = "For bin/shardgate, which becomes the client itself.")
    private boolean printCommand;

    @Parameters(
            arity = "0..*",
            paramLabel = "<arguments>",
            description = "The client's own arguments, such as -P 3306.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws Exception {
        List<String> command =
                ClientBinary.find(CacheFolder.ofUser()).command("127.0.0.1", DemoCommand.PROXY_PORT, "demo", arguments);
        if (printCommand) {
            command.forEach(word -> System.out.print(word + '\0'));
            System.out.flush();
            return 0;
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
