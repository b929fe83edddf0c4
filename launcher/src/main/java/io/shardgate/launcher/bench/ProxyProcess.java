package io.shardgate.launcher.bench;

import io.shardgate.local.Account;
import io.shardgate.local.Family;
import io.shardgate.local.ServerVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The proxy as {@code bin/shardgate proxy} runs it, in a process of its own, so that its processor time is its own. */
final class ProxyProcess implements AutoCloseable {

    private static final String CONFIG = """
            listen:
              port: 0
              server_version: %s
              drain_timeout: 1s
            users:
              anyone_without_password: true
            backend:
              user: %s
              password: "%s"
            pool:
              max_connections: %d
            topology:
              admin_url: %s
            """;

    /** What MariaDB has by default and can do; the proxy's own defaults are MySQL's. */
    private static final String MARIADB_SESSION = """
            session:
              sql_mode: STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION
              collation: utf8mb4_general_ci
            """;

    private static final Pattern READY = Pattern.compile("READY proxy on .*:(\\d+)");
    private static final Duration START = Duration.ofSeconds(60);

    private final KeptProcess process;
    private final int port;

    private ProxyProcess(KeptProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and returns when it is ready.
     *
     * @param clients how many connections it shall open to a server at most, with some to spare
     */
    static ProxyProcess start(
            Bench.Proxy proxy, Path folder, URI admin, Account account, ServerVersion servers, int clients)
            throws InterruptedException {
        Path config = folder.resolve("proxy.yaml");
        boolean mariaDb = servers.family() == Family.MARIADB;
        try {
            Files.writeString(
                    config,
                    CONFIG.formatted(
                                    mariaDb ? "11.4.5-MariaDB-Shardgate" : "8.0.15-Shardgate",
                                    account.name(),
                                    account.password(),
                                    clients + 100,
                                    admin)
                            + (mariaDb ? MARIADB_SESSION : ""));
        } catch (IOException e) {
            throw new BenchException("Cannot write " + config + ": " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(proxy.javaOptions());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                proxy.launcher(),
                "proxy",
                "--config",
                config.toString()));
        KeptProcess process = KeptProcess.start("the proxy", command, folder.resolve("proxy.log"));
        try {
            String line = process.awaitLine(said -> READY.matcher(said).matches(), START);
            Matcher ready = READY.matcher(line);
            if (!ready.matches()) {
                throw new BenchException("Unexpected: " + line);
            }
            return new ProxyProcess(process, Integer.parseInt(ready.group(1)));
        } catch (BenchException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** The end of its log. */
    String saidLast(int lines) {
        return process.saidLast(lines);
    }

    @Override
    public void close() {
        process.close();
    }
}
