package io.shardgate.launcher.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs sysbench's oltp_point_select: {@code SELECT c FROM sbtest1 WHERE id = 4711}, as fast as the answers come. */
final class Sysbench {

    /** When all its connections are open and the clock starts, and when it has stopped: what it prints just then. */
    private static final String STARTED = "Threads started!";

    private static final String ENDED = "SQL statistics:";

    /** Told when the measured time begins and ends, on the thread that runs sysbench, while sysbench lives. */
    interface Clock {
        void started();

        void ended();
    }

    private final Path program;
    private final Load load;

    Sysbench(Path program, Load load) {
        this.program = program;
        this.load = load;
    }

    /**
     * The installed sysbench.
     *
     * @throws BenchException with the command that installs it
     */
    static Path findProgram() {
        return Programs.find("sysbench")
                .orElseThrow(() -> new BenchException("sysbench was not found, and it makes the load of this benchmark."
                        + " Install it (Debian and Ubuntu: apt-get install sysbench)"));
    }

    String version() throws InterruptedException {
        return Programs.firstLine(program, "--version");
    }

    /** Creates and fills the tables. The keys come from sysbench, as a sharded table needs them. */
    void prepare(Endpoint endpoint) throws InterruptedException {
        List<String> command = command(endpoint);
        command.addAll(List.of("--auto_inc=off", "--threads=" + Math.min(4, load.tables()), "prepare"));
        run(endpoint, command, line -> {});
    }

    /** One run; blocks until it has ended. */
    SysbenchReport run(Endpoint endpoint, Mode mode, Duration length, Clock clock) throws InterruptedException {
        List<String> command = command(endpoint);
        command.addAll(List.of(
                "--threads=" + load.threads(),
                "--time=" + length.toSeconds(),
                "--events=0",
                "--percentile=99",
                "--db-ps-mode=" + mode.psMode(),
                "run"));
        SysbenchReport report = SysbenchReport.parse(run(endpoint, command, line -> {
            if (line.equals(STARTED)) {
                clock.started();
            } else if (line.equals(ENDED)) {
                clock.ended();
            }
        }));
        if (report.failures() > 0) {
            throw new BenchException(report.failures() + " queries failed or had to reconnect: "
                    + endpoint.way().label() + ", " + mode.id());
        }
        return report;
    }

    private List<String> command(Endpoint endpoint) {
        return new ArrayList<>(List.of(
                program.toString(),
                "oltp_point_select",
                "--db-driver=mysql",
                "--mysql-host=127.0.0.1",
                "--mysql-port=" + endpoint.port(),
                "--mysql-user=" + endpoint.user(),
                "--mysql-password=" + endpoint.password(),
                "--mysql-db=" + endpoint.database(),
                "--tables=" + load.tables(),
                "--table_size=" + load.tableSize()));
    }

    /** What went wrong, without the same for each of many threads. */
    static String problems(String said) {
        List<String> problems =
                said.lines().filter(line -> line.startsWith("FATAL")).limit(4).toList();
        return problems.isEmpty() ? said : String.join("\n", problems);
    }

    private interface LineReader {
        void line(String line);
    }

    private static String run(Endpoint endpoint, List<String> command, LineReader reader) throws InterruptedException {
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            StringBuilder said = new StringBuilder();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    reader.line(line.strip());
                    said.append(line).append('\n');
                }
            }
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new BenchException("sysbench failed (" + endpoint.way().label() + ", exit code " + exitCode
                        + "):\n" + problems(said.toString()));
            }
            return said.toString();
        } catch (IOException e) {
            throw new BenchException("Cannot run sysbench: " + e.getMessage(), e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }
}
