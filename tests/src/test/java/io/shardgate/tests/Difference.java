package io.shardgate.tests;

import java.util.ArrayList;
import java.util.List;

/** Where two transcripts of one script differ, statement by statement. */
final class Difference {

    private Difference() {}

    /** The steps whose outcomes differ, with both outcomes; empty if there is none. */
    static String between(String expected, String seen) {
        List<List<String>> wanted = steps(expected);
        List<List<String>> found = steps(seen);
        var out = new StringBuilder();
        for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
            List<String> left = i < wanted.size() ? wanted.get(i) : List.of();
            List<String> right = i < found.size() ? found.get(i) : List.of();
            if (left.equals(right)) {
                continue;
            }
            out.append(left.isEmpty() ? "" : left.get(0)).append('\n');
            left.stream().filter(line -> !right.contains(line)).forEach(line -> append(out, '-', line));
            right.stream().filter(line -> !left.contains(line)).forEach(line -> append(out, '+', line));
        }
        return out.toString();
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
