package io.shardgate.launcher.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What sysbench says at the end of a run.
 *
 * @param queries all that were answered
 * @param seconds that they took together
 * @param p99Millis the latency that one query of a hundred exceeds
 * @param failures errors that sysbench went on after, and reconnects
 */
record SysbenchReport(long queries, double seconds, double p99Millis, long failures) {

    private static final Pattern QUERIES = line("queries:\\s+(\\d+)\\s+\\(.*");
    private static final Pattern SECONDS = line("total time:\\s+([\\d.]+)s");
    private static final Pattern P99 = line("99th percentile:\\s+([\\d.]+)");
    private static final Pattern IGNORED = line("ignored errors:\\s+(\\d+)\\s+\\(.*");
    private static final Pattern RECONNECTS = line("reconnects:\\s+(\\d+)\\s+\\(.*");

    private static Pattern line(String format) {
        return Pattern.compile("^\\s*" + format + "$", Pattern.MULTILINE);
    }

    /**
     * Reads the output of sysbench 1.0, called with {@code --percentile=99}.
     *
     * @throws BenchException that names what is missing
     */
    static SysbenchReport parse(String output) {
        return new SysbenchReport(
                Long.parseLong(find(QUERIES, "queries", output)),
                Double.parseDouble(find(SECONDS, "total time", output)),
                Double.parseDouble(find(P99, "99th percentile", output)),
                Long.parseLong(find(IGNORED, "ignored errors", output))
                        + Long.parseLong(find(RECONNECTS, "reconnects", output)));
    }

    private static String find(Pattern pattern, String name, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new BenchException(
                    "sysbench's output has no line '" + name + "'; is it version 1.0? It said:\n" + output);
        }
        return matcher.group(1);
    }

    double queriesPerSecond() {
        return queries / seconds;
    }
}
