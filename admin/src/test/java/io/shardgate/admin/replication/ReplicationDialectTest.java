package io.shardgate.admin.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.serving.jdbc.Account;
import io.shardgate.serving.jdbc.ServerAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the SQL of each version with {@code golden/replication/}. After a change that is meant, run with {@code
 * -Dgolden.update=true}, which rewrites the files and still fails, and read the diff.
 */
class ReplicationDialectTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/replication");

    /** The last version with each set of words and the first with the next. */
    static Stream<String> versions() {
        return Stream.of(
                "8.0.15",
                "8.0.21",
                "8.0.22",
                "8.0.23",
                "8.1.0",
                "8.2.0",
                "8.4.3",
                "9.1.0",
                "10.5.8-MariaDB",
                "11.4.5-MariaDB-log");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theSqlOfAVersionIsAsWritten(String version) throws IOException {
        Path file = GOLDEN.resolve(version + ".sql");
        String expected = Files.exists(file) ? Files.readString(file) : "";
        String actual = sql(version);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, actual, StandardCharsets.UTF_8);
        }

        assertThat(actual).isEqualTo(expected);
    }

    private static String sql(String version) {
        ReplicationDialect dialect = ReplicationDialect.of(ServerProduct.parse(version));
        List<String> lines = new ArrayList<>();
        lines.add("-- forget everything");
        lines.addAll(dialect.forgetEverything());
        lines.add("-- replicate without TLS");
        lines.addAll(dialect.replicateFrom(source(ServerAccess.Tls.PREFERRED)));
        lines.add("-- replicate with TLS");
        lines.addAll(dialect.replicateFrom(source(ServerAccess.Tls.REQUIRED)));
        lines.add("-- replicate with TLS from the host of that name only");
        lines.addAll(dialect.replicateFrom(source(ServerAccess.Tls.VERIFY_IDENTITY)));
        lines.add("-- read-only, writable");
        lines.addAll(dialect.becomeReadOnly());
        lines.addAll(dialect.becomeWritable());
        lines.add("-- position, wait, status");
        lines.add(dialect.position());
        lines.add(dialect.waitFor("0-601-10", 15));
        lines.add(dialect.status());
        lines.add("-- " + dialect.threadColumns());
        return String.join("\n", lines) + "\n";
    }

    private static ReplicationSource source(ServerAccess.Tls tls) {
        return new ReplicationSource("10.0.0.7", 3306, new Account("repl", "it's \\ so"), tls);
    }

    @ParameterizedTest
    @CsvSource({
        "8.0.15, MYSQL, 8, 0, 15",
        "8.4.3-0ubuntu1, MYSQL, 8, 4, 3",
        "11.4.5-MariaDB-log, MARIADB, 11, 4, 5",
        "5.5.5-10.11.6-MariaDB-1:10.11.6+maria~deb12, MARIADB, 10, 11, 6"
    })
    void aVersionTellsProductAndNumber(String version, ServerProduct.Family family, int major, int minor, int patch) {
        assertThat(ServerProduct.parse(version)).isEqualTo(new ServerProduct(family, major, minor, patch));
    }

    @Test
    void whatIsNoVersionIsRefused() {
        assertThatThrownBy(() -> ServerProduct.parse("unknown"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'unknown'");
    }
}
