package io.shardgate.tests;

import io.shardgate.launcher.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of bin/shardgate, which can be killed, and started again as it was. For one thread. */
final class ShardgateProcess implements AutoCloseable {

    private static final long START_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 50;

    private final String command;
    private final Path config;
    private Process process;
    private int starts;

    private ShardgateProcess(String command, Path config) throws IOException, InterruptedException {
        this.command = command;
        this.config = config;
        this.process = launch();
    }

    /**
     * Starts one, and returns when it is ready.
     *
     * @param command admin or proxy
     * @param config its configuration, beside which its logs are written
     */
    static ShardgateProcess start(String command, Path config) throws IOException, InterruptedException {
        return new ShardgateProcess(command, config);
    }

    /** For a configuration to which the process can return. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch() throws IOException, InterruptedException {
        Path log = config.resolveSibling(command + "-" + starts++ + ".log");
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        command,
                        "--config=" + config))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (!Files.readString(log).contains("READY")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IllegalStateException(command + " did not get ready:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return started;
    }

    /** Ends it as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException, InterruptedException {
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
