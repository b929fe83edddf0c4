package io.shardgate.tests;

import io.shardgate.launcher.Main;
import io.shardgate.local.Account;
import io.shardgate.local.Accounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An admin process that can be killed, and started again on the same port with the same store. For one thread. */
final class AdminProcess implements AutoCloseable {

    private static final long START_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 50;

    private final Path folder;
    private final int port;
    private Process process;
    private int starts;

    private AdminProcess(Path folder, int port) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    static AdminProcess start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Accounts accounts = Accounts.standard();
        Files.writeString(folder.resolve("admin.yaml"), """
                listen:
                  port: %d
                topology:
                  directory: topology
                  default_cell: %s
                servers:
                  app: %s
                  dba: %s
                  repl: %s
                """.formatted(
                        port,
                        Cluster.CELL,
                        login(accounts.application()),
                        login(accounts.dba()),
                        login(accounts.replication())));
        return new AdminProcess(folder, port);
    }

    private static String login(Account account) {
        return "{user: " + account.name() + ", password: " + account.password() + "}";
    }

    private Process launch() throws IOException, InterruptedException {
        Path log = folder.resolve("admin-" + starts++ + ".log");
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "admin",
                        "--config=" + folder.resolve("admin.yaml")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (!Files.readString(log).contains("READY")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IllegalStateException("the admin process did not get ready:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return started;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Ends it as kill -9 does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it as kill -9 does, and starts the next one. */
    void killAndRestart() throws IOException, InterruptedException {
        kill();
        process = launch();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
