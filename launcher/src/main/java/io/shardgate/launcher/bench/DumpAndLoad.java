package io.shardgate.launcher.bench;

import io.shardgate.local.Account;
import io.shardgate.local.LocalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What people copy a database with otherwise: a dump piped into a client. */
record DumpAndLoad(Path dump, Path client) {

    /** Empty if the programs are not there. */
    static Optional<DumpAndLoad> find() {
        Optional<Path> dump = first("mysqldump", "mariadb-dump");
        Optional<Path> client = first("mysql", "mariadb");
        return dump.isPresent() && client.isPresent()
                ? Optional.of(new DumpAndLoad(dump.get(), client.get()))
                : Optional.empty();
    }

    private static Optional<Path> first(String... names) {
        return Stream.of(names).map(Programs::find).flatMap(Optional::stream).findFirst();
    }

    /**
     * Copies the tables of a database, which the target has without any.
     *
     * @param folder for files that hold passwords while it runs
     * @return the seconds that it took
     */
    double run(LocalServer from, LocalServer to, String database, Path folder) throws InterruptedException {
        try {
            Path source = options(from, folder.resolve("dump.cnf"));
            Path target = options(to, folder.resolve("load.cnf"));
            long begin = System.nanoTime();
            Process process = new ProcessBuilder(
                            "bash",
                            "-c",
                            "set -o pipefail; \"$1\" --defaults-file=\"$2\" --single-transaction --quick \"$5\""
                                    + " | \"$3\" --defaults-file=\"$4\" \"$5\"",
                            "dump-and-load",
                            dump.toString(),
                            source.toString(),
                            client.toString(),
                            target.toString(),
                            database)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException(dump + " | " + client + " failed: " + said);
            }
            return (System.nanoTime() - begin) / 1e9;
        } catch (IOException e) {
            throw new BenchException("Cannot run " + dump + " | " + client + ": " + e.getMessage(), e);
        }
    }

    private static Path options(LocalServer server, Path file) throws IOException {
        Account account = server.accounts().dba();
        Files.writeString(
                file,
                "[client]%nhost=%s%nport=%d%nuser=%s%npassword=\"%s\"%n"
                        .formatted(server.host(), server.port(), account.name(), account.password()));
        return file;
    }
}
