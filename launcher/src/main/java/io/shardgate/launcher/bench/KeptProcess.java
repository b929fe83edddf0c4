package io.shardgate.launcher.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A process that ends when this one does, also by kill -9: a small shell starts it and waits for the end of a pipe whose
 * only writing end is ours. Its output goes to a log. One thread uses it.
 */
final class KeptProcess implements AutoCloseable {

    private static final String SCRIPT = """
            log=$1
            shift
            trap '' INT QUIT HUP
            "$@" </dev/null >>"$log" 2>&1 &
            child=$!
            running() { [[ -n $(jobs -rp) ]]; }
            echo "$child"
            read -r
            running && kill -TERM "$child" 2>/dev/null
            for ((i = 0; i < 100; i++)); do
              running || exit 0
              sleep 0.05
            done
            kill -KILL "$child" 2>/dev/null
            wait "$child" 2>/dev/null
            """;

    private static final Duration END = Duration.ofSeconds(10);

    private final String name;
    private final Process shell;
    private final long pid;
    private final Path log;

    private KeptProcess(String name, Process shell, long pid, Path log) {
        this.name = name;
        this.shell = shell;
        this.pid = pid;
        this.log = log;
    }

    static KeptProcess start(String name, List<String> command, Path log) {
        List<String> line = new ArrayList<>(List.of("bash", "-c", SCRIPT, "shardgate-bench", log.toString()));
        line.addAll(command);
        try {
            Files.writeString(log, "");
            Process shell = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            String pid = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (pid == null) {
                throw new BenchException(name + " could not be started: " + Files.readString(log));
            }
            return new KeptProcess(name, shell, Long.parseLong(pid), log);
        } catch (IOException e) {
            throw new BenchException(name + " could not be started by bash: " + e.getMessage(), e);
        }
    }

    long pid() {
        return pid;
    }

    boolean isAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** All that it has said so far. */
    String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("the log of " + name + " cannot be read", e);
        }
    }

    /** The end of what it has said. */
    String saidLast(int lines) {
        List<String> all = said().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /**
     * Waits for a line of its output.
     *
     * @throws BenchException if it ends before, or says nothing of the kind in time
     */
    String awaitLine(Predicate<String> wanted, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean alive = isAlive();
            Optional<String> line = said().lines().filter(wanted).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
            if (!alive || System.nanoTime() > deadline) {
                throw new BenchException(
                        name + (alive ? " is not ready after " + patience.toSeconds() + " s" : " ended")
                                + "; it said:\n" + said());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Terminates it, and kills it if it is still there five seconds later. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                shell.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the shell that keeps " + name + " cannot be told to end it", e);
        } catch (InterruptedException e) {
            // The shell has read the end of its pipe, and goes on alone.
            Thread.currentThread().interrupt();
        }
    }
}
