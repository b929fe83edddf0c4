package io.shardgate.serving.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process at random moments, again and again on the same directory. */
class FileStoreKillTest {

    private static final int KILLS = 12;
    private static final int MOST_WRITES_BEFORE_A_KILL = 400;

    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedIsLostAndNothingHalfWrittenIsSeen() throws Exception {
        // Not seeded: the moment of the kill is up to the scheduler anyway, and more runs see more moments.
        Random random = new Random();
        long before = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = writeAndKill(random.nextInt(MOST_WRITES_BEFORE_A_KILL));

            try (FileStore store = FileStore.open(directory)) {
                long left = Long.parseLong(store.read("left").orElseThrow().value());
                long right = Long.parseLong(store.read("right").orElseThrow().value());
                assertThat(left).isEqualTo(right);
                // The write under way when the kill came may have been made durable without being acknowledged.
                assertThat(left).isBetween(acknowledged, acknowledged + 1);
                assertThat(left).isGreaterThan(before);
                before = left;
            }
        }
    }

    private long writeAndKill(int writes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int seen = 0;
            String line = output.readLine();
            while (line != null) {
                last = Long.parseLong(line);
                if (seen == writes) {
                    // By its handle: Process.destroyForcibly would also close the output, with lines still in the pipe.
                    process.toHandle().destroyForcibly();
                }
                seen++;
                line = output.readLine();
            }
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        return last;
    }
}
