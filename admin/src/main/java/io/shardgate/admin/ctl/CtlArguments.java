package io.shardgate.admin.ctl;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The client's own flags, which come first, and the command, which is passed on.
 *
 * @param command its name and arguments as they were typed; empty if there is none
 */
record CtlArguments(String server, boolean wantsHelp, List<String> command) {

    private static final int USAGE = 2;
    private static final int FAILED = 1;

    /** Flags of commands that name a file, spelt with dashes. */
    private static final Set<String> FILE_FLAGS = Set.of("vschema-file", "sql-file");

    static CtlArguments parse(List<String> arguments) {
        String server = Ctl.DEFAULT_SERVER;
        boolean help = false;
        int at = 0;
        while (at < arguments.size() && arguments.get(at).startsWith("-")) {
            String argument = arguments.get(at++);
            String flag = name(argument);
            int equals = argument.indexOf('=');
            switch (flag) {
                case "server" -> {
                    if (equals < 0 && at == arguments.size()) {
                        throw new CtlException(USAGE, "-server needs host:port after it");
                    }
                    server = equals >= 0 ? argument.substring(equals + 1) : arguments.get(at++);
                }
                case "help", "h" -> help = true;
                default ->
                    throw new CtlException(
                            USAGE,
                            "unknown flag " + argument
                                    + ": before the command there is only -server host:port; a command's flags follow its"
                                    + " name");
            }
        }
        return new CtlArguments(server, help, List.copyOf(arguments.subList(at, arguments.size())));
    }

    /** The content of the files that the command's flags name, by the names as they were typed. */
    Map<String, String> readFiles() {
        Map<String, String> files = new LinkedHashMap<>();
        for (String name : fileNames()) {
            files.put(name, read(name));
        }
        return files;
    }

    private List<String> fileNames() {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < command.size(); i++) {
            String argument = command.get(i);
            if (argument.startsWith("-") && FILE_FLAGS.contains(name(argument))) {
                int equals = argument.indexOf('=');
                if (equals >= 0) {
                    names.add(argument.substring(equals + 1));
                } else if (i + 1 < command.size()) {
                    names.add(command.get(++i));
                }
            }
        }
        return names;
    }

    private static String read(String name) {
        try {
            return Files.readString(Path.of(name), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new CtlException(
                    FAILED, "there is no file " + name + " in " + Path.of("").toAbsolutePath());
        } catch (CharacterCodingException e) {
            throw new CtlException(FAILED, "the file " + name + " is not text in UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw new CtlException(FAILED, "the file " + name + " cannot be read: " + e);
        }
    }

    /** A flag's name without dashes and value, and with dashes for underscores. */
    private static String name(String argument) {
        String flag = argument.replaceFirst("^--?", "");
        int equals = flag.indexOf('=');
        return (equals < 0 ? flag : flag.substring(0, equals)).replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
