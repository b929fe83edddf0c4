package io.shardgate.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark as a user has it, only very short: real servers, sysbench and HAProxy. */
class BenchIT {

    private record Ran(int exitCode, String said) {}

    @Test
    void everyWayAndModeIsMeasured(@TempDir Path folder) throws Exception {
        assumeInstalled("sysbench");
        assumeInstalled("haproxy");
        Path json = folder.resolve("bench.json");

        Ran ran = bench(
                folder,
                System.getenv("PATH"),
                "--threads=4",
                "--seconds=1",
                "--rounds=1",
                "--warm-up=0",
                "--tables=2",
                "--table-size=200",
                "--json=" + json);

        assertThat(ran.exitCode()).as(ran.said()).isZero();
        JsonNode medians = new ObjectMapper().readTree(json.toFile()).get("medians");
        List<String> measured = new ArrayList<>();
        for (JsonNode median : medians) {
            measured.add(
                    median.get("mode").textValue() + " " + median.get("way").textValue());
            assertThat(median.get("queries_per_second").doubleValue()).isPositive();
            boolean direct = median.get("way").textValue().equals("direct");
            assertThat(median.get("proxy_cpu_us_per_query").isNull()).isEqualTo(direct);
            assertThat(median.get("speed_to_haproxy").doubleValue()).isPositive();
        }
        assertThat(measured)
                .containsExactly(
                        "text direct",
                        "text haproxy",
                        "text unsharded",
                        "text one-shard",
                        "text two-shards",
                        "prepared direct",
                        "prepared haproxy",
                        "prepared unsharded",
                        "prepared one-shard",
                        "prepared two-shards");
        assertThat(ran.said()).contains("| prepared | Shardgate, sharded, two shards |");
    }

    @Test
    void withoutSysbenchItSaysHowToGetIt(@TempDir Path folder) throws Exception {
        Assumptions.assumeFalse(
                Files.exists(Path.of("/usr/sbin/sysbench")) || Files.exists(Path.of("/usr/local/sbin/sysbench")));

        Ran ran = bench(folder, folder.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.said()).contains("apt-get install sysbench").doesNotContain("\tat ");
    }

    private static void assumeInstalled(String program) {
        boolean installed = Stream.concat(
                        Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
        if (!installed) {
            String skipped = "The benchmark's test is skipped: there is no " + program
                    + " (Debian and Ubuntu: apt-get install " + program + ")";
            System.err.println(skipped);
            Assumptions.abort(skipped);
        }
    }

    private static Ran bench(Path folder, String path, String... arguments) throws IOException, InterruptedException {
        Path log = folder.resolve("bench.log");
        Path launcher = Path.of("").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dshardgate.home=" + folder,
                "-cp",
                launcher.resolve("target/dist/lib") + "/*",
                Main.class.getName(),
                "bench"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PATH", path);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
            return new Ran(process.exitValue(), Files.readString(log));
        } finally {
            process.destroyForcibly();
        }
    }
}
