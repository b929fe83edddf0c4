package io.shardgate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every command line and statement that a server gets, as golden files. Change one on purpose with
 * {@code -Dgolden.update=true}, which fails too, and review the difference.
 */
class CommandLinesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @CsvSource({
        "mysql-8.0.15, MYSQL, 8, 0, 15",
        "mysql-8.4.3, MYSQL, 8, 4, 3",
        "mysql-9.1.0, MYSQL, 9, 1, 0",
        "mariadb-11.4.5, MARIADB, 11, 4, 5"
    })
    void theCommandLinesAreThoseOfTheGoldenFile(String name, Family family, int major, int minor, int patch)
            throws IOException {
        CommandLines commands = commands(new ServerVersion(family, major, minor, patch), Path.of("/home"), false);

        String actual = print(commands);

        Path golden = GOLDEN.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, actual);
            fail("Wrote " + golden + "; run again without golden.update");
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @CsvSource({"MYSQL, 8, 0, 15", "MARIADB, 11, 4, 5"})
    void aServerOfRootIsToldThatItMayBe(Family family, int major, int minor, int patch) {
        ServerVersion version = new ServerVersion(family, major, minor, patch);

        assertThat(start(commands(version, Path.of("/home"), true))).contains("--user=root");
        assertThat(start(commands(version, Path.of("/home"), false))).noneMatch(word -> word.startsWith("--user"));
    }

    @ParameterizedTest
    @CsvSource({"MYSQL, 8, 0, 15", "MARIADB, 11, 4, 5"})
    void aServerOnPathFindsItsOwnFiles(Family family, int major, int minor, int patch) {
        List<String> command = start(commands(new ServerVersion(family, major, minor, patch), null, false));

        assertThat(command).noneMatch(word -> word.startsWith("--basedir") || word.startsWith("--lc-messages-dir"));
    }

    private static CommandLines commands(ServerVersion version, @Nullable Path home, boolean asRoot) {
        Installation installation = new Installation(Path.of("/home/bin/server"), home);
        return switch (version.family()) {
            case MYSQL -> new MySqlCommandLines(installation, version, asRoot);
            case MARIADB -> new MariaDbCommandLines(installation, version, asRoot);
        };
    }

    private static List<String> start(CommandLines commands) {
        return commands.start(files(), 20000, 20000, ServerOptions.defaults());
    }

    private static ServerFiles files() {
        return new ServerFiles(Path.of("/run/data"), Path.of("/tmp/s/s"), Path.of("/run/error.log"));
    }

    private static String print(CommandLines commands) {
        ServerOptions replica = ServerOptions.defaults()
                .readOnly()
                .withMaxConnections(100)
                .withBufferPoolMegabytes(64)
                .withDurability(Durability.SURVIVES_POWER_LOSS)
                .withArgument("--event-scheduler=ON");
        ServerOptions workspace = ServerOptions.defaults().withoutBinlog().withDurability(Durability.SURVIVES_STOP);
        return section("initialise", commands.initialise(files()))
                + section("prepare", commands.prepare(files(), 20000, Path.of("/run/accounts.sql")))
                + section("accounts", commands.accountStatements(Accounts.standard()))
                + section("files not to copy", commands.filesNotToCopy())
                + section("start: default", commands.start(files(), 20000, 20000, ServerOptions.defaults()))
                + section("start: a safe read-only replica", commands.start(files(), 20001, 7, replica))
                + section("start: a workspace", commands.start(files(), 20002, 8, workspace));
    }

    private static String section(String title, List<String> lines) {
        return "== " + title + "\n" + String.join("\n", lines) + "\n\n";
    }
}
