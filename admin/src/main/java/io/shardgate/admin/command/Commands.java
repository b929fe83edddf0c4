package io.shardgate.admin.command;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlErrorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** All commands by name. Safe for all threads; runs may overlap. */
public final class Commands {

    private static final Logger log = LoggerFactory.getLogger(Commands.class);
    private static final String HELP = "help";
    private static final int HELP_WIDTH = 110;

    private static final List<Supplier<Command>> ALL = List.of(
            AddCellInfo::new,
            ApplySchema::new,
            ApplyVSchema::new,
            CancelResharding::new,
            CopySchemaShard::new,
            CreateKeyspace::new,
            CreateShard::new,
            DeleteKeyspace::new,
            DeleteShard::new,
            DeleteTablet::new,
            ExecuteFetchAsDba::new,
            GetCellInfoNames::new,
            GetKeyspace::new,
            GetKeyspaces::new,
            GetSchema::new,
            GetShard::new,
            GetSrvKeyspace::new,
            GetTablet::new,
            GetVSchema::new,
            InitShardMaster::new,
            InitTablet::new,
            ListAllTablets::new,
            MigrateServedTypes::new,
            Preflight::new,
            RebuildKeyspaceGraph::new,
            ResumeFilteredReplication::new,
            ShowResharding::new,
            SourceShardAdd::new,
            SourceShardDelete::new,
            SplitClone::new,
            SplitDiff::new,
            ValidateKeyspace::new,
            WaitForDrain::new,
            WaitForFilteredReplication::new);

    private final ControlPlane control;
    private final RunningCommands running;
    private final Map<String, Supplier<Command>> byName = new LinkedHashMap<>();

    public Commands(ControlPlane control) {
        this.control = control;
        this.running = new RunningCommands(control.settings().clock());
        for (Supplier<Command> command : ALL) {
            byName.put(new CommandLine(command.get()).getCommandName(), command);
        }
    }

    /** In the order of letters. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * Runs a command to its end. Never throws: what goes wrong is told to the output.
     *
     * @param arguments the command's name and what follows it
     * @param files content of the files that the arguments name, by those names
     */
    public ExitCode run(List<String> arguments, Map<String, String> files, CommandOutput out) {
        try (RunningCommands.Run run = running.begin(arguments, out)) {
            return run(arguments, files, run);
        }
    }

    /** Those that run now, in this process. */
    public List<RunningCommand> running() {
        return running.list();
    }

    private ExitCode run(List<String> arguments, Map<String, String> files, RunningCommands.Run out) {
        String name = arguments.isEmpty() ? "" : arguments.get(0);
        try {
            dispatch(arguments, files, out);
            return ExitCode.OK;
        } catch (CommandException e) {
            log.debug("a command did not succeed command={}", name, e);
            out.note(e.getMessage());
            return e.exitCode();
        } catch (StoreException e) {
            log.warn("the topology store failed a command command={}", name, e);
            out.note("the topology store: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (SqlErrorException | IllegalArgumentException | ReshardingException e) {
            // Records and tracked schemas refuse what the operator typed in their own words.
            log.debug("a command was refused command={}", name, e);
            out.note(String.valueOf(e.getMessage()));
            return ExitCode.FAILED;
        } catch (RuntimeException e) {
            log.error("a command failed in a way that it should not command={}", name, e);
            out.note("internal error, please report it with the admin's log: " + e);
            return ExitCode.FAILED;
        }
    }

    /**
     * Runs a command that has to succeed, for a program that sets a cluster up.
     *
     * @throws CommandException with all that the command said
     */
    public void require(String... arguments) {
        List<String> said = new ArrayList<>();
        ExitCode exitCode = run(List.of(arguments), Map.of(), new CommandOutput() {
            @Override
            public void line(String text) {
                said.add(text);
            }

            @Override
            public void note(String text) {
                said.add(text);
            }
        });
        if (exitCode != ExitCode.OK) {
            throw CommandException.failed(String.join(" ", arguments) + " failed: " + String.join("\n", said));
        }
    }

    private void dispatch(List<String> arguments, Map<String, String> files, CommandOutput out) {
        if (arguments.isEmpty()) {
            throw CommandException.usage("no command was given; 'help' lists the commands");
        }
        String name = arguments.get(0);
        List<String> rest = arguments.subList(1, arguments.size());
        if (isHelp(name)) {
            out.line(rest.isEmpty() ? overview() : usage(rest.get(0)));
            return;
        }
        Command command = find(name).get();
        CommandLine parser = parser(command, files);
        if (rest.size() == 1 && isHelp(rest.get(0))) {
            out.line(parser.getUsageMessage(Ansi.OFF).stripTrailing());
            return;
        }
        parse(parser, rest);
        command.run(control, out);
    }

    private static boolean isHelp(String word) {
        return word.equals(HELP) || word.equals("-help") || word.equals("--help") || word.equals("-h");
    }

    private Supplier<Command> find(String name) {
        Supplier<Command> command = byName.get(name);
        if (command == null) {
            throw CommandException.usage(
                    "unknown command '" + name + "'" + Similar.hint(name, names()) + "\n'help' lists the commands");
        }
        return command;
    }

    private String overview() {
        List<String> lines = new ArrayList<>();
        lines.add("Commands:");
        byName.forEach((name, command) -> {
            CommandLine parser = parser(command.get(), Map.of());
            String[] description = parser.getCommandSpec().usageMessage().description();
            lines.add("  %-20s %s".formatted(name, String.join(" ", description)));
        });
        lines.add("'help COMMAND' shows a command's arguments.");
        return String.join("\n", lines);
    }

    private String usage(String name) {
        return parser(find(name).get(), Map.of()).getUsageMessage(Ansi.OFF).stripTrailing();
    }

    private static void parse(CommandLine parser, List<String> arguments) {
        List<String> spelt = new Arguments(parser.getCommandSpec().optionsMap().keySet()).spell(arguments);
        try {
            parser.parseArgs(spelt.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            String hint = "";
            if (e instanceof CommandLine.UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
                String typed = unmatched.getUnmatched().get(0);
                hint = Similar.hint(typed, parser.getCommandSpec().optionsMap().keySet());
            }
            throw CommandException.usage(e.getMessage() + hint + "\nUsage: "
                    + parser.getHelp().synopsis(0).strip());
        }
    }

    private static CommandLine parser(Command command, Map<String, String> files) {
        return new CommandLine(command)
                .setPosixClusteredShortOptionsAllowed(false)
                // Else an argument @file would be replaced by the content of a file of this machine.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(ShardPath.class, converter(ShardPath::parse))
                .registerConverter(TabletAlias.class, converter(TabletAlias::parse))
                .registerConverter(TabletType.class, converter(TabletType::parse))
                .registerConverter(Duration.class, converter(Commands::duration))
                .registerConverter(NamedText.class, converter(name -> file(name, files.get(name))));
    }

    /** Picocli shows the message of this exception, and only of this one, as it is. */
    private static <T> CommandLine.ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private static NamedText file(String name, @Nullable String content) {
        if (content == null) {
            // A file of this process's machine is never read: whoever may run commands need not be who may read that.
            throw new IllegalArgumentException("the content of the file '" + name
                    + "' was not sent with the command; 'shardgate ctl' sends it, and with curl give the content itself:"
                    + " -vschema or -sql");
        }
        return new NamedText(name, content);
    }

    private static Duration duration(String text) {
        try {
            if (text.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            if (text.endsWith("s")) {
                return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
            }
            if (text.endsWith("m")) {
                return Duration.ofMinutes(Long.parseLong(text.substring(0, text.length() - 1)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(durationForm(text), e);
        }
        throw new IllegalArgumentException(durationForm(text));
    }

    private static String durationForm(String text) {
        return "'" + text + "' is not a duration: write a whole number and ms, s or m, as in 15s";
    }
}
