package io.shardgate.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where two transcripts of one script differ, statement by statement. */
final class Difference {

    private Difference() {}

    /**
     * The steps whose outcomes differ, with both outcomes; empty if there is none.
     *
     * @param excepted statements whose outcome is known to differ; after {@code columns: } those of which only the
     *     columns' descriptions do, and after the name of driver settings those that differ with these alone
     */
    static String between(String expected, String seen, Set<String> excepted, DriverSettings driver) {
        List<List<String>> wanted = steps(expected);
        List<List<String>> found = steps(seen);
        var out = new StringBuilder();
        for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
            List<String> left = i < wanted.size() ? wanted.get(i) : List.of();
            List<String> right = i < found.size() ? found.get(i) : List.of();
            String statement = left.isEmpty() ? "" : left.get(0).replaceFirst("^[a-z]+> ", "");
            boolean sameButColumns = (excepted.contains("columns: " + statement) || !driver.comparesColumns())
                    && withoutColumns(left).equals(withoutColumns(right));
            boolean isExcepted = excepted.contains(statement) || excepted.contains(driver.name() + ": " + statement);
            if (left.equals(right) || isExcepted || sameButColumns) {
                continue;
            }
            out.append(left.isEmpty() ? "" : left.get(0)).append('\n');
            withoutThose(left, right).forEach(line -> append(out, '-', line));
            withoutThose(right, left).forEach(line -> append(out, '+', line));
        }
        return out.toString();
    }

    /** What is left of the lines, each of which may be there several times. */
    private static List<String> withoutThose(List<String> lines, List<String> those) {
        List<String> left = new ArrayList<>(lines);
        those.forEach(left::remove);
        return left;
    }

    private static List<String> withoutColumns(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.matches("  (?!= |count |key |error |warning ).* as .*"))
                .toList();
    }

    private static void append(StringBuilder out, char mark, String line) {
        out.append(mark).append(line).append('\n');
    }

    private static List<List<String>> steps(String transcript) {
        List<List<String>> steps = new ArrayList<>();
        for (String line : transcript.split("\n", -1)) {
            if (!line.startsWith("  ") || steps.isEmpty()) {
                steps.add(new ArrayList<>());
            }
            steps.get(steps.size() - 1).add(line);
        }
        return steps;
    }
}
