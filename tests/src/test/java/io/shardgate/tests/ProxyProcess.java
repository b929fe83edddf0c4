package io.shardgate.tests;

import io.shardgate.launcher.Main;
import io.shardgate.local.FlavorChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy in a process of its own, which can be killed and started again at the same port. */
final class ProxyProcess implements AutoCloseable {

    private static final long START_MILLIS = 60_000;
    private static final long LOOK_MILLIS = 50;

    private final Path folder;
    private final int port;
    private Process process;
    private int starts;

    private ProxyProcess(Path folder, int port) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    static ProxyProcess start(FlavorChoice.Wish flavor, Path folder, URI admin)
            throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String config = Files.readString(Proxies.configFile(flavor, admin, Proxies.Times.standard()));
        Files.writeString(folder.resolve("proxy.yaml"), config.replace("port: 0", "port: " + port));
        return new ProxyProcess(folder, port);
    }

    private Process launch() throws IOException, InterruptedException {
        Path log = folder.resolve("proxy-" + starts++ + ".log");
        Process started = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "proxy",
                        "--config=" + folder.resolve("proxy.yaml")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (!Files.readString(log).contains("READY")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw new IllegalStateException("the proxy did not get ready:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return started;
    }

    int port() {
        return port;
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
