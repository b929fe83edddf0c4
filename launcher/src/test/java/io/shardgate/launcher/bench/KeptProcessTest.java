package io.shardgate.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptProcessTest {

    @Test
    void itEndsWhenItIsClosed(@TempDir Path folder) {
        KeptProcess process = KeptProcess.start("a sleeper", List.of("sleep", "600"), folder.resolve("log"));
        assertThat(process.isAlive()).isTrue();

        process.close();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void whatItSaysCanBeAwaited(@TempDir Path folder) throws InterruptedException {
        List<String> command = List.of("bash", "-c", "echo starting; sleep 0.2; echo READY at 7; sleep 600");
        try (KeptProcess process = KeptProcess.start("a server", command, folder.resolve("log"))) {
            assertThat(process.awaitLine(line -> line.startsWith("READY"), Duration.ofSeconds(20)))
                    .isEqualTo("READY at 7");
            assertThat(process.saidLast(1)).isEqualTo("READY at 7");
        }
    }

    @Test
    void oneThatEndsTooEarlyIsToldWithItsOwnWords(@TempDir Path folder) {
        List<String> command = List.of("bash", "-c", "echo no such option >&2; exit 1");
        try (KeptProcess process = KeptProcess.start("a server", command, folder.resolve("log"))) {
            assertThatThrownBy(() -> process.awaitLine(line -> line.startsWith("READY"), Duration.ofSeconds(20)))
                    .isInstanceOf(BenchException.class)
                    .hasMessageContaining("a server ended")
                    .hasMessageContaining("no such option");
        }
    }
}
