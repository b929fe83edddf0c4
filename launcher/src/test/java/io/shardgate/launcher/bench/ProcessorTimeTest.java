package io.shardgate.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTimeTest {

    @Test
    void aNameWithBlanksAndParenthesesDoesNotConfuse(@TempDir Path proc) throws IOException {
        Files.createDirectory(proc.resolve("42"));
        Files.writeString(
                proc.resolve("42/stat"),
                "42 (a) b (c) S 1 42 42 0 -1 4194560 900 0 0 0 1234 66 0 0 20 0 5 0 100 1000 50 1844 1 1 0\n");

        assertThat(new ProcessorTime(proc, 100).ofProcess(42)).isEqualTo(1300);
    }

    @Test
    void theMachinesTimeLeavesIdleAndWaitingOut(@TempDir Path proc) throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  100 20 30 9000 500 4 5 6 7 8\ncpu0 1 2 3 4 5 6 7 8 9 10\n");

        assertThat(new ProcessorTime(proc, 100).ofMachine()).isEqualTo(100 + 20 + 30 + 4 + 5 + 6);
    }

    @Test
    void aProcessThatIsGoneIsNamed(@TempDir Path proc) {
        assertThatThrownBy(() -> new ProcessorTime(proc, 100).ofProcess(42))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("Process 42");
    }

    @Test
    void aChildsWorkCountsAsOurs(@TempDir Path folder) throws Exception {
        ProcessorTime time = ProcessorTime.ofThisMachine();
        try (KeptProcess busy =
                KeptProcess.start("a loop", List.of("bash", "-c", "while :; do :; done"), folder.resolve("log"))) {
            long before = time.ofOurs();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (time.ofProcess(busy.pid()) < 20 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(50);
            }

            assertThat(time.ofProcess(busy.pid())).isGreaterThanOrEqualTo(20);
            assertThat(time.ofOurs() - before).isGreaterThanOrEqualTo(15);
        }
    }
}
