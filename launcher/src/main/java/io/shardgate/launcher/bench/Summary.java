package io.shardgate.launcher.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The medians of all rounds of one way and mode.
 *
 * @param slowest queries a second of the slowest round
 * @param fastest queries a second of the fastest round
 */
record Summary(
        Way way,
        Mode mode,
        double queriesPerSecond,
        double slowest,
        double fastest,
        double p99Millis,
        OptionalDouble proxyMicrosPerQuery,
        double othersPercent) {

    /** One for each way and mode that was measured, by mode, in the order of the ways. */
    static List<Summary> of(List<Sample> samples) {
        List<Summary> summaries = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Way way : Way.values()) {
                List<Sample> rounds = samples.stream()
                        .filter(sample -> sample.way() == way && sample.mode() == mode)
                        .toList();
                if (!rounds.isEmpty()) {
                    summaries.add(of(way, mode, rounds));
                }
            }
        }
        return summaries;
    }

    private static Summary of(Way way, Mode mode, List<Sample> rounds) {
        double[] speeds = sorted(rounds, sample -> sample.report().queriesPerSecond());
        List<Sample> proxied = rounds.stream()
                .filter(sample -> sample.proxyMicrosPerQuery().isPresent())
                .toList();
        return new Summary(
                way,
                mode,
                median(speeds),
                speeds[0],
                speeds[speeds.length - 1],
                median(sorted(rounds, sample -> sample.report().p99Millis())),
                proxied.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(median(sorted(
                                proxied, sample -> sample.proxyMicrosPerQuery().orElseThrow()))),
                median(sorted(rounds, Sample::othersPercent)));
    }

    private static double[] sorted(List<Sample> rounds, ToDoubleFunction<Sample> value) {
        return rounds.stream().mapToDouble(value).sorted().toArray();
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The same mode by another way. */
    Optional<Summary> find(Way other, List<Summary> all) {
        return all.stream()
                .filter(summary -> summary.way() == other && summary.mode() == mode)
                .findFirst();
    }

    /** How many times the queries a second of another way; empty if that was not measured. */
    OptionalDouble speedAgainst(Way other, List<Summary> all) {
        return find(other, all)
                .map(base -> OptionalDouble.of(queriesPerSecond / base.queriesPerSecond()))
                .orElse(OptionalDouble.empty());
    }

    /** How many times the proxy processor time a query of another way; empty if either has none. */
    OptionalDouble processorAgainst(Way other, List<Summary> all) {
        Optional<Summary> base =
                find(other, all).filter(summary -> summary.proxyMicrosPerQuery().isPresent());
        return base.isPresent() && proxyMicrosPerQuery.isPresent()
                ? OptionalDouble.of(proxyMicrosPerQuery.getAsDouble()
                        / base.get().proxyMicrosPerQuery().orElseThrow())
                : OptionalDouble.empty();
    }
}
