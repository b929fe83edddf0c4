package io.shardgate.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The small shell that stands between us and one running server, so that the server ends when we do.
 *
 * <p>We hold the only writing end of the pipe that is the shell's standard input. However this process ends, also by
 * kill -9, the kernel closes that end; the shell reads the end of its input, terminates the server, kills it if it is
 * still there two seconds later, and deletes the temporary folders, with the folder above when that is empty then. A line on the pipe, a number of seconds, asks for
 * the same with that much patience and deletes nothing.
 *
 * <p>What could go wrong, and why it does not: a Ctrl-C or a kill of our whole process group does not reach the shell
 * or the server, which are in a session of their own where there is setsid, and ignore SIGINT where there is not. No
 * other child of ours inherits the writing end, because the JDK closes every descriptor above 2 in a child. The shell
 * prints one line, the server's pid, and the server's own output goes to its log, so nothing blocks on a full pipe. The
 * shell signals the server only while it is its child, so a pid that was used again is never hit.
 */
final class Keeper {

    private static final String SCRIPT = """
            log=$1 sockets=$2 temporary=$3
            shift 3
            trap '' INT QUIT HUP
            running() { [[ -n $(jobs -rp) ]]; }
            end() {
              running && kill -TERM "$server" 2>/dev/null
              for ((i = 0; i < $1 * 20; i++)); do
                running || return 0
                sleep 0.05
              done
              running && kill -KILL "$server" 2>/dev/null
              wait "$server" 2>/dev/null
            }
            abandon() {
              end 2
              rm -rf -- "$sockets"
              if [[ -n $temporary ]]; then
                rm -rf -- "$temporary"
                rmdir -- "${temporary%/*}" 2>/dev/null
              fi
              exit 0
            }
            "$@" </dev/null >>"$log" 2>&1 &
            server=$!
            trap abandon TERM
            echo "$server"
            if read -r patience; then
              end "$patience"
            else
              abandon
            fi
            """;

    private final Process shell;
    private final Optional<ProcessHandle> server;

    private Keeper(Process shell, Optional<ProcessHandle> server) {
        this.shell = shell;
        this.server = server;
    }

    /**
     * Starts a server under a new keeper.
     *
     * @param command the server's
     * @param socketFolder deleted when we are gone
     * @param temporary what else is deleted then; empty for nothing
     */
    static Keeper start(
            Installation installation, List<String> command, Path log, Path socketFolder, Optional<Path> temporary) {
        List<String> line = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            line.add("/usr/bin/setsid");
        }
        line.addAll(List.of("bash", "-c", SCRIPT, "shardgate-keeper", log.toString(), socketFolder.toString()));
        line.add(temporary.map(Path::toString).orElse(""));
        line.addAll(command);
        ProcessBuilder builder = installation.process(line);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process shell = builder.start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
            String pid = output.readLine();
            if (pid == null) {
                throw new LocalServerException("The shell that keeps a server ended at once; see " + log);
            }
            return new Keeper(shell, ProcessHandle.of(Long.parseLong(pid)));
        } catch (IOException e) {
            throw new LocalServerException("Cannot run bash, which starts the servers: " + e.getMessage(), e);
        }
    }

    /** The server, unless it was gone before we could look. */
    Optional<ProcessHandle> server() {
        return server;
    }

    boolean isServerAlive() {
        return server.map(ProcessHandle::isAlive).orElse(false);
    }

    /** Kills the server with SIGKILL and waits until it is gone; the keeper stays until {@link #stop}. */
    void kill() {
        server.ifPresent(ProcessHandle::destroyForcibly);
        awaitServerEnd(Duration.ofSeconds(10));
    }

    /** Terminates the server, kills it after that many whole seconds, and ends the keeper. Nothing is deleted. */
    void stop(Duration patience) {
        try {
            shell.getOutputStream().write((patience.toSeconds() + "\n").getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
        } catch (IOException e) {
            // The keeper was killed by someone else: the server is then ours to end.
            server.ifPresent(ProcessHandle::destroy);
        }
        try {
            if (!shell.waitFor(patience.toMillis() + 5_000, TimeUnit.MILLISECONDS)) {
                shell.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isServerAlive()) {
            kill();
        }
    }

    private void awaitServerEnd(Duration patience) {
        if (server.isEmpty()) {
            return;
        }
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            while (isServerAlive()) {
                if (System.nanoTime() > deadline) {
                    throw new LocalServerException(
                            "Server process " + server.get().pid() + " outlives a kill -9");
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalServerException("Interrupted while waiting for a server to end", e);
        }
    }
}
