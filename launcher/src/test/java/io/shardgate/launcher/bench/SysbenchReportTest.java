package io.shardgate.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SysbenchReportTest {

    @Test
    void whatSysbenchPrintedIsRead() throws IOException {
        SysbenchReport report = SysbenchReport.parse(golden());

        assertThat(report).isEqualTo(new SysbenchReport(1562, 1.0188, 5.57, 0));
        // sysbench's own number is of a clock that stops a little later.
        assertThat(report.queriesPerSecond()).isCloseTo(1531.92, within(2.0));
    }

    @Test
    void ignoredErrorsAndReconnectsAreFailures() throws IOException {
        String failed = golden().replace(
                        "ignored errors:                      0", "ignored errors:                      2")
                .replace("reconnects:                          0", "reconnects:                          3");

        assertThat(SysbenchReport.parse(failed).failures()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queries:  ", "total time:", "99th percentile:", "ignored errors:", "reconnects:"})
    void aLineThatIsMissingIsNamed(String line) throws IOException {
        String without = golden().replace(line, "");

        assertThatThrownBy(() -> SysbenchReport.parse(without))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no line '" + line.replace(":", "").strip() + "'");
    }

    @Test
    void ofManyThreadsThatFailOnlyTheFirstAreShown() {
        String said = "sysbench 1.0.20\n" + "FATAL: error 1105\nFATAL: `thread_run' function failed\n".repeat(16);

        assertThat(Sysbench.problems(said).lines()).hasSize(4).allMatch(line -> line.startsWith("FATAL"));
    }

    static String golden() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(SysbenchReportTest.class.getResourceAsStream("/golden/sysbench-1.0.20.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
