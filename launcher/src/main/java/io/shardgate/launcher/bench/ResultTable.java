package io.shardgate.launcher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results as a table that reads well in a terminal and is Markdown. */
final class ResultTable {

    private static final List<String> HEADER = List.of(
            "mode",
            "way",
            "queries/s",
            "slowest..fastest",
            "p99 ms",
            "proxy CPU us/query",
            "speed / HAProxy",
            "CPU / HAProxy",
            "speed / direct",
            "others' CPU");

    /** Columns of text stand at the left, those of numbers at the right. */
    private static final int TEXT_COLUMNS = 2;

    private ResultTable() {}

    static String format(List<Summary> summaries) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        summaries.forEach(summary -> rows.add(row(summary, summaries)));
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder table = new StringBuilder();
        line(table, HEADER, widths);
        for (int column = 0; column < widths.length; column++) {
            boolean text = column < TEXT_COLUMNS;
            table.append(text ? "| " : "|-").append("-".repeat(widths[column])).append(text ? " " : ":");
        }
        table.append("|\n");
        rows.subList(1, rows.size()).forEach(row -> line(table, row, widths));
        return table.toString();
    }

    private static List<String> row(Summary summary, List<Summary> all) {
        return List.of(
                summary.mode().id(),
                summary.way().label(),
                number("%,.0f", summary.queriesPerSecond()),
                number("%,.0f", summary.slowest()) + ".." + number("%,.0f", summary.fastest()),
                number("%.2f", summary.p99Millis()),
                number("%.1f", summary.proxyMicrosPerQuery()),
                number("%.2f", summary.speedAgainst(Way.HAPROXY, all)),
                number("%.2f", summary.processorAgainst(Way.HAPROXY, all)),
                number("%.2f", summary.speedAgainst(Way.DIRECT, all)),
                number("%.0f %%", summary.othersPercent()));
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? number(format, value.getAsDouble()) : "-";
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static void line(StringBuilder table, List<String> row, int[] widths) {
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - row.get(column).length());
            table.append("| ")
                    .append(column < TEXT_COLUMNS ? row.get(column) + padding : padding + row.get(column))
                    .append(' ');
        }
        table.append("|\n");
    }
}
