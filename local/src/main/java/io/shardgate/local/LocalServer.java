package io.shardgate.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real server on this machine: a child of this process, bound to 127.0.0.1, that ends when this process ends, also by
 * kill -9.
 *
 * <p>It can be stopped, killed and started again on the same data and port. All methods may be called from any thread
 * and those that change its state wait for each other; they block, for seconds at worst.
 */
public final class LocalServer implements DatabaseServer {

    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);

    private static final Duration READY_PATIENCE = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int PORT_ATTEMPTS = 5;

    private final CommandLines commands;
    private final Accounts accounts;
    private final ServerRequest request;
    private final Path folder;
    private final Path socketFolder;
    private final ServerFiles files;
    private final Runnable onClose;

    /** Written under this object's lock only. */
    private volatile int port;

    /** Guarded by this object's lock. */
    private boolean closed;

    /** The present or last keeper; null before the first start. Guarded by this object's lock for writing. */
    private volatile @Nullable Keeper keeper;

    private LocalServer(
            CommandLines commands, Accounts accounts, ServerRequest request, Path folder, Runnable onClose) {
        this.commands = commands;
        this.accounts = accounts;
        this.request = request;
        this.folder = folder;
        this.onClose = onClose;
        this.socketFolder = SocketFolder.create();
        this.files = new ServerFiles(
                folder.resolve("data"), SocketFolder.socketIn(socketFolder), folder.resolve("error.log"));
        this.port = request.port();
    }

    /**
     * Puts data in place where there is none, starts and waits until it answers.
     *
     * @param folder exists
     */
    static LocalServer start(
            CommandLines commands,
            Accounts accounts,
            ServerRequest request,
            Path folder,
            PreparedData prepared,
            Runnable onClose) {
        checkVersion(folder, commands.version());
        if (!Files.isDirectory(folder.resolve("data"))) {
            prepared.copyTo(folder.resolve("data"));
        }
        LocalServer server = new LocalServer(commands, accounts, request, folder, onClose);
        try {
            server.startOnSomePort();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Data of one server version is not to be opened by another, which might change it for good or destroy it. */
    private static void checkVersion(Path folder, ServerVersion version) {
        Path mark = folder.resolve("version");
        try {
            if (Files.exists(mark)) {
                String found = Files.readString(mark).strip();
                if (!found.equals(version.toString())) {
                    throw new LocalServerException("The data in " + folder + " is of " + found + " and not of "
                            + version + ": start it with that flavor, or delete the folder to begin anew");
                }
            } else {
                Files.writeString(mark, version + "\n", StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new LocalServerException("Cannot use the folder " + folder + ": " + e, e);
        }
    }

    private void startOnSomePort() {
        for (int attempt = 1; ; attempt++) {
            if (request.port() == 0) {
                port = FreePorts.next();
            }
            try {
                start();
                return;
            } catch (LocalServerException e) {
                boolean taken = ServerLog.saysPortIsTaken(files.log()) || !FreePorts.isFree(port);
                if (!taken || request.port() != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
                log.warn("port was taken before the server had it server={} port={}", name(), port);
                deleteLog();
            }
        }
    }

    private void deleteLog() {
        try {
            Files.deleteIfExists(files.log());
        } catch (IOException e) {
            throw new LocalServerException("Cannot delete " + files.log() + ": " + e, e);
        }
    }

    /**
     * Starts it again after {@link #stop} or {@link #kill}, on the same data and port, and waits until it answers.
     *
     * @throws LocalServerException if it does not, with the end of its log
     * @throws IllegalStateException if it runs or was closed
     */
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException("Server " + name() + " was closed");
        }
        if (isAlive()) {
            throw new IllegalStateException("Server " + name() + " runs already, as process " + pid());
        }
        endKeeper(Duration.ZERO);
        if (!FreePorts.isFreeSoon(port)) {
            throw new LocalServerException(
                    "Server " + name() + " cannot start: port " + port + " on 127.0.0.1 is taken by another process");
        }
        long begin = System.nanoTime();
        // The port serves as id: no two servers of one machine share it at the same time.
        List<String> command = commands.start(files, port, port, request.options());
        Optional<Path> temporary = request.folder().isPresent() ? Optional.empty() : Optional.of(folder);
        Keeper started = Keeper.start(commands.installation(), command, files.log(), socketFolder, temporary);
        keeper = started;
        awaitReady(started);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        log.info(
                "server started server={} version={} port={} pid={} millis={}", name(), version(), port, pid(), millis);
    }

    private void awaitReady(Keeper started) {
        String reason = "it ended by itself";
        try {
            if (ServerConnections.awaitReady(
                    port, accounts.dba(), files.data(), READY_PATIENCE, started::isServerAlive)) {
                return;
            }
        } catch (LocalServerException e) {
            reason = String.valueOf(e.getMessage());
        }
        endKeeper(Duration.ofSeconds(2));
        throw new LocalServerException("Server " + name() + " (" + version() + ") did not start: " + reason
                + ". The end of its log " + files.log() + ":\n" + ServerLog.tail(files.log()));
    }

    /** Ends it cleanly, or by force when that takes more than 20 seconds. Its data stays. */
    public synchronized void stop() {
        endKeeper(STOP_PATIENCE);
    }

    /** Ends it with SIGKILL, as a crash would, and returns when it is gone. Its data stays. */
    public synchronized void kill() {
        Keeper current = keeper;
        if (current != null) {
            current.kill();
        }
    }

    /** Stops it where it runs and starts it again on the same data and port. */
    public synchronized void restart() {
        stop();
        start();
    }

    private void endKeeper(Duration patience) {
        Keeper current = keeper;
        if (current != null) {
            current.stop(patience);
            keeper = null;
        }
    }

    /** Ends it, by force where its data is temporary, and deletes what is temporary. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean kept = request.folder().isPresent();
        if (!kept) {
            kill();
        }
        endKeeper(STOP_PATIENCE);
        CacheFolder.delete(socketFolder);
        if (!kept) {
            CacheFolder.delete(folder);
        }
        if (request.port() == 0) {
            FreePorts.giveBack(port);
        }
        onClose.run();
    }

    public boolean isAlive() {
        Keeper current = keeper;
        return current != null && current.isServerAlive();
    }

    /**
     * The server's own process, not the shell that keeps it.
     *
     * @throws IllegalStateException if it does not run
     */
    public long pid() {
        Keeper current = keeper;
        if (current == null || current.server().isEmpty()) {
            throw new IllegalStateException("Server " + name() + " does not run");
        }
        return current.server().get().pid();
    }

    @Override
    public String name() {
        return request.name();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ServerVersion version() {
        return commands.version();
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    /** Over it, and only over it, root logs in without a password. */
    public Path socket() {
        return files.socket();
    }

    public Path dataDir() {
        return files.data();
    }

    /** The server's error log. */
    public Path log() {
        return files.log();
    }

    @Override
    public String toString() {
        return name() + " (" + version() + " on 127.0.0.1:" + port + ")";
    }
}
