package io.shardgate.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {

    private static final List<Sample> THREE_ROUNDS = List.of(
            sample(1, Way.DIRECT, 40_000, OptionalDouble.empty()),
            sample(1, Way.HAPROXY, 24_000, OptionalDouble.of(30)),
            sample(1, Way.TWO_SHARDS, 30_000, OptionalDouble.of(20)),
            sample(2, Way.TWO_SHARDS, 10_000, OptionalDouble.of(40)),
            sample(2, Way.HAPROXY, 25_000, OptionalDouble.of(25)),
            sample(2, Way.DIRECT, 50_000, OptionalDouble.empty()),
            sample(3, Way.DIRECT, 60_000, OptionalDouble.empty()),
            sample(3, Way.HAPROXY, 26_000, OptionalDouble.of(20)),
            sample(3, Way.TWO_SHARDS, 31_000, OptionalDouble.of(21)));

    @Test
    void aTableShowsMediansAndTheirRatios() {
        assertThat(ResultTable.format(Summary.of(THREE_ROUNDS))).isEqualTo("""
                        | mode | way                            | queries/s | slowest..fastest | p99 ms | proxy CPU us/query | speed / HAProxy | CPU / HAProxy | speed / direct | others' CPU |
                        | ---- | ------------------------------ |----------:|-----------------:|-------:|-------------------:|----------------:|--------------:|---------------:|------------:|
                        | text | direct to MySQL                |    50,000 |   40,000..60,000 |   1.50 |                  - |            2.00 |             - |           1.00 |        12 % |
                        | text | HAProxy (TCP mode)             |    25,000 |   24,000..26,000 |   1.50 |               25.0 |            1.00 |          1.00 |           0.50 |        12 % |
                        | text | Shardgate, sharded, two shards |    30,000 |   10,000..31,000 |   1.50 |               21.0 |            1.20 |          0.84 |           0.60 |        12 % |
                        """);
    }

    @Test
    void withoutHaProxyItsRatiosAreLeftOut() {
        List<Sample> samples = THREE_ROUNDS.stream()
                .filter(sample -> sample.way() != Way.HAPROXY)
                .toList();

        List<Summary> summaries = Summary.of(samples);

        assertThat(summaries)
                .allMatch(
                        summary -> summary.speedAgainst(Way.HAPROXY, summaries).isEmpty());
        assertThat(ResultTable.format(summaries).lines().skip(3)).allMatch(row -> row.contains("|               - |"));
    }

    @Test
    void anEvenNumberOfRoundsHasItsMedianInTheMiddle() {
        assertThat(Summary.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
        assertThat(Summary.median(new double[] {7})).isEqualTo(7);
    }

    @Test
    void theFileHoldsMediansAndEveryRun(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("results.json");
        Load load = new Load(16, Duration.ofSeconds(5), Duration.ofSeconds(1), 3, 4, 1000);
        Machine machine = new Machine("a processor", 2, "an OS", "a JVM", List.of("MySQL 8.0.15"), 0.5);

        JsonReport.write(file, Instant.EPOCH, load, machine, THREE_ROUNDS);

        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertThat(report.at("/load/threads").intValue()).isEqualTo(16);
        assertThat(report.at("/machine/programs/0").textValue()).isEqualTo("MySQL 8.0.15");
        assertThat(report.at("/medians")).hasSize(3);
        assertThat(report.at("/medians/0/proxy_cpu_us_per_query").isNull()).isTrue();
        assertThat(report.at("/medians/2/way").textValue()).isEqualTo("two-shards");
        assertThat(report.at("/medians/2/speed_to_haproxy").doubleValue()).isEqualTo(1.2);
        assertThat(report.at("/runs")).hasSize(9);
    }

    private static Sample sample(int round, Way way, long speed, OptionalDouble micros) {
        return new Sample(round, way, Mode.TEXT, new SysbenchReport(speed, 1, 1.5, 0), micros, 12.4);
    }
}
