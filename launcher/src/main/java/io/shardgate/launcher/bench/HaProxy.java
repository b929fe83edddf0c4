package io.shardgate.launcher.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** HAProxy in TCP mode before one server: what forwarding bytes costs, without looking at them. */
final class HaProxy implements AutoCloseable {

    /** Its own defaults, such as one thread for each processor; only the time limits are ours, above any run's length. */
    private static final String CONFIG = """
            global
                maxconn 4000
            defaults
                mode tcp
                timeout connect 5s
                timeout client 2h
                timeout server 2h
            listen mysql
                bind 127.0.0.1:%d
                server mysql 127.0.0.1:%d
            """;

    private static final int START_ATTEMPTS = 100;

    private final KeptProcess process;
    private final int port;

    private HaProxy(KeptProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    static Optional<Path> findProgram() {
        return Programs.find("haproxy");
    }

    /** Starts it and returns when it accepts connections. */
    static HaProxy start(Path program, Path folder, int serverPort) throws InterruptedException {
        try {
            int port = freePort();
            Path config = folder.resolve("haproxy.cfg");
            Files.writeString(config, CONFIG.formatted(port, serverPort));
            KeptProcess process = KeptProcess.start(
                    "HAProxy",
                    List.of(program.toString(), "-db", "-f", config.toString()),
                    folder.resolve("haproxy.log"));
            HaProxy started = new HaProxy(process, port);
            try {
                started.awaitAccepting();
                return started;
            } catch (BenchException | InterruptedException e) {
                started.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BenchException("HAProxy cannot be set up: " + e.getMessage(), e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    /** 127.0.0.1 and nothing else: what the JDK calls the loopback address can be that of IPv6. */
    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private void awaitAccepting() throws InterruptedException {
        for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
            try (Socket socket = new Socket(loopback(), port)) {
                if (socket.isConnected() && process.isAlive()) {
                    return;
                }
            } catch (IOException e) {
                // Nobody listens yet.
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new BenchException(
                "HAProxy does not accept connections on port " + port + "; it said:\n" + process.said());
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
