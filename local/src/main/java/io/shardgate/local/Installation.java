package io.shardgate.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files of one server, where they lie on this machine.
 *
 * @param server the program
 * @param home what is given as basedir; null leaves the program to find its files itself, as on a system's own server
 */
record Installation(Path server, @Nullable Path home) {

    /**
     * The only variables that a server sees. It must behave the same in every time zone and locale, and without a login.
     */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("TZ", "UTC");
        environment.put("LC_ALL", "C");
        if (home != null && Files.isDirectory(home.resolve("lib"))) {
            environment.put("LD_LIBRARY_PATH", home.resolve("lib").toString());
        }
        return environment;
    }

    /** Runs the server with {@code --version} to see whether its libraries are here. */
    FlavorProbe probe() {
        List<String> command = List.of(server.toString(), "--no-defaults", "--version");
        try {
            Process process = process(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new FlavorProbe.CannotRun(server + " --version did not end within 30 seconds", "");
            }
            return FlavorProbe.read(process.exitValue(), output);
        } catch (IOException e) {
            return new FlavorProbe.CannotRun(server + " cannot be executed: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalServerException("Interrupted while running " + server + " --version", e);
        }
    }

    /** A process of this installation with nothing of our own environment. */
    ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().clear();
        builder.environment().putAll(environment());
        return builder;
    }
}
