package io.shardgate.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A data directory with its accounts, made once for each server version and set of accounts, and copied for each new
 * server.
 */
final class PreparedData {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CacheFolder cache;
    private final CommandLines commands;
    private final Accounts accounts;

    PreparedData(CacheFolder cache, CommandLines commands, Accounts accounts) {
        this.cache = cache;
        this.commands = commands;
        this.accounts = accounts;
    }

    /** Puts a copy at {@code data}, which must not exist; it is there whole or not at all. */
    void copyTo(Path data) {
        Path prepared = cache.entry("data", name(), this::prepare);
        Path unfinished = data.resolveSibling(data.getFileName() + ".unfinished");
        try {
            CacheFolder.delete(unfinished);
            CacheFolder.copy(prepared, unfinished);
            Files.move(unfinished, data);
        } catch (IOException e) {
            throw new LocalServerException("Cannot copy the prepared data " + prepared + " to " + data + ": " + e, e);
        }
    }

    /** Names all that the content depends on, so that another version, account or command line makes another. */
    private String name() {
        ServerFiles files = new ServerFiles(Path.of("data"), Path.of("socket"), Path.of("log"));
        String recipe = commands.initialise(files)
                + "\n" + commands.prepare(files, 0, Path.of("accounts"))
                + "\n" + commands.accountStatements(accounts);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(recipe.getBytes(StandardCharsets.UTF_8));
            ServerVersion version = commands.version();
            String family = version.family() == Family.MYSQL ? "mysql" : "mariadb";
            return family + "-" + version.number() + "-" + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private void prepare(Path folder) throws IOException {
        Path work = folder.resolveSibling(folder.getFileName() + ".work");
        CacheFolder.delete(work);
        CacheFolder.makePrivate(work);
        Path sockets = SocketFolder.create();
        try {
            ServerFiles files = new ServerFiles(folder, SocketFolder.socketIn(sockets), work.resolve("error.log"));
            initialise(files);
            addAccounts(files, work, sockets);
            for (String name : commands.filesNotToCopy()) {
                Files.deleteIfExists(folder.resolve(name));
            }
        } finally {
            CacheFolder.delete(sockets);
            CacheFolder.delete(work);
        }
    }

    private void initialise(ServerFiles files) throws IOException {
        Process process = commands.installation()
                .process(commands.initialise(files))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .start();
        try (OutputStream input = process.getOutputStream()) {
            input.write(commands.bootstrapInput().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it had read all; its exit code and its log say why.
            process.destroy();
        }
        boolean ended = waitFor(process);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw failure(
                    "Cannot make a data directory for " + commands.version()
                            + (ended ? ": it ended with code " + process.exitValue() : ": it does not end"),
                    files.log(),
                    null);
        }
    }

    private static boolean waitFor(Process process) {
        try {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LocalServerException("Interrupted while a data directory was made", e);
        }
    }

    /** Runs the server once, so that it makes the accounts (and MySQL its keys), and checks that each can log in. */
    private void addAccounts(ServerFiles files, Path work, Path sockets) throws IOException {
        Path statements = work.resolve("accounts.sql");
        Files.write(statements, commands.accountStatements(accounts), StandardCharsets.UTF_8);
        int port = FreePorts.next();
        List<String> command = commands.prepare(files, port, statements);
        Keeper keeper = Keeper.start(commands.installation(), command, files.log(), sockets, Optional.of(work));
        try {
            if (!ServerConnections.awaitReady(port, accounts.dba(), files.data(), PATIENCE, keeper::isServerAlive)) {
                throw new LocalServerException("it ended by itself");
            }
            for (Account account : commands.made(accounts)) {
                ServerConnections.open("127.0.0.1", port, account).close();
            }
        } catch (SQLException | LocalServerException e) {
            throw failure("The first start of " + commands.version() + " failed: " + e.getMessage(), files.log(), e);
        } finally {
            // A clean end, since every copy starts from what is left here.
            keeper.stop(Duration.ofMinutes(1));
            FreePorts.giveBack(port);
        }
    }

    private static LocalServerException failure(String message, Path log, @Nullable Throwable cause) {
        return new LocalServerException(message + ". The end of its log:\n" + ServerLog.tail(log), cause);
    }
}
