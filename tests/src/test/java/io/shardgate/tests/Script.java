package io.shardgate.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Statements of several connections in the order in which they run, read from a file.
 *
 * <p>Lines of the form {@code -- key: value} come first; {@code reason} is required. Then each statement starts with
 * its connection and {@code >}, and goes on in indented lines:
 *
 * <pre>
 * -- reason: why this is compared
 * a> SELECT 1
 * b&amp;> UPDATE t SET n = 1     runs in the background, as it has to wait for another connection
 * b&lt;                        its outcome is awaited and recorded here
 * a! INSERT ...              its outcome is not compared, as it may differ
 * </pre>
 *
 * @param only the flavour that the script is for, or empty
 * @param drivers the names of the driver settings that it is for, or empty for all
 * @param options what is added to the URL
 */
record Script(String name, String reason, String only, Set<String> drivers, List<String> options, List<Step> steps) {

    /** Where the scripts are. */
    private static final Path FOLDER = Path.of("src/test/resources/differential");

    private static final Pattern HEADER = Pattern.compile("-- ([a-z]+): (.*)");
    private static final Pattern STEP = Pattern.compile("([a-z]+)(&>|>|<|!)\\s*(.*)");

    enum Mode {
        RUN,
        START,
        AWAIT,
        RUN_UNSEEN
    }

    record Step(String connection, Mode mode, String sql) {}

    /** All scripts there are, by name. */
    static List<Script> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(Script::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Statements whose outcome is known to differ, each below the reason why, from exceptions.list. */
    static Set<String> exceptions() {
        try (Stream<String> lines = Files.lines(FOLDER.resolve("exceptions.list"), StandardCharsets.UTF_8)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("-- "))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Script read(Path file) {
        String name = file.getFileName().toString().replace(".txt", "");
        Map<String, String> headers = new LinkedHashMap<>();
        List<Step> steps = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                Matcher header = HEADER.matcher(line);
                Matcher step = STEP.matcher(line);
                if (header.matches()) {
                    headers.put(header.group(1), header.group(2));
                } else if (line.startsWith("  ")) {
                    Step last = steps.remove(steps.size() - 1);
                    steps.add(new Step(last.connection, last.mode, last.sql + "\n" + line));
                } else if (step.matches()) {
                    steps.add(new Step(step.group(1), mode(step.group(2)), step.group(3)));
                } else if (!line.isBlank()) {
                    throw new IllegalArgumentException(name + " has a line that is neither header nor step: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String reason = headers.get("reason");
        if (reason == null) {
            throw new IllegalArgumentException(name + " does not say why it is there: add '-- reason: ...'");
        }
        String drivers = headers.getOrDefault("drivers", "");
        String options = headers.getOrDefault("options", "");
        return new Script(
                name,
                reason,
                headers.getOrDefault("only", ""),
                drivers.isEmpty() ? Set.of() : Set.of(drivers.split(" +")),
                options.isEmpty() ? List.of() : List.of(options.split(" +")),
                List.copyOf(steps));
    }

    private static Mode mode(String mark) {
        return switch (mark) {
            case "&>" -> Mode.START;
            case "<" -> Mode.AWAIT;
            case "!" -> Mode.RUN_UNSEEN;
            default -> Mode.RUN;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
