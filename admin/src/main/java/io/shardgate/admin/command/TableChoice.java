package io.shardgate.admin.command;

import io.shardgate.admin.schema.DatabaseDefinition;
import io.shardgate.admin.schema.TableDefinition;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Option;

/** The flags by which commands choose tables: by name, or by {@code /regular expression/}. */
final class TableChoice {

    @Option(names = "-tables", paramLabel = "<table>", split = ",", description = "Only these; /.../ is a pattern.")
    private List<String> tables = List.of();

    @Option(
            names = "-exclude_tables",
            paramLabel = "<table>",
            split = ",",
            description = "Not these; /.../ is a pattern.")
    private List<String> excluded = List.of();

    @Option(
            names = "-include-views",
            paramLabel = "<true|false>",
            arity = "0..1",
            fallbackValue = "true",
            description = "Also views; default: true.")
    private boolean includeViews = true;

    /** The part of the database that was chosen. */
    DatabaseDefinition of(DatabaseDefinition database) {
        List<Pattern> wanted = tables.stream().map(TableChoice::pattern).toList();
        List<Pattern> unwanted = excluded.stream().map(TableChoice::pattern).toList();
        return database.only(database.tables().values().stream()
                .filter(table -> includeViews || table.kind() == TableDefinition.Kind.TABLE)
                .map(TableDefinition::name)
                .filter(name -> wanted.isEmpty() || matches(wanted, name))
                .filter(name -> !matches(unwanted, name))
                .toList());
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }

    private static Pattern pattern(String text) {
        if (text.length() < 2 || !text.startsWith("/") || !text.endsWith("/")) {
            return Pattern.compile("^" + Pattern.quote(text) + "$");
        }
        try {
            return Pattern.compile(text.substring(1, text.length() - 1));
        } catch (PatternSyntaxException e) {
            throw CommandException.usage("'" + text + "' is not a regular expression: " + e.getDescription());
        }
    }
}
