package io.shardgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.proxy.config.ConfigException;
import io.shardgate.serving.jdbc.ServerAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminConfigTest {

    private static final Path SAMPLE = Path.of("../conf/admin.yaml");

    @TempDir
    private Path folder;

    private AdminConfig read(String yaml) throws IOException {
        return AdminConfig.read(Files.writeString(folder.resolve("admin.yaml"), yaml));
    }

    @Test
    void theSampleSaysWhatTheDefaultsAre() throws IOException {
        AdminConfig sample = AdminConfig.read(SAMPLE);
        AdminConfig defaults = read("topology: {directory: x}");

        assertThat(sample.topology().directory()).endsWithRaw(Path.of("data/topology"));
        assertThat(sample.listen()).isEqualTo(defaults.listen()).isEqualTo(new AdminConfig.Listen("127.0.0.1", 15000));
        assertThat(sample.servers()).isEqualTo(defaults.servers());
        assertThat(sample.commands()).isEqualTo(defaults.commands());
        assertThat(sample.tracking()).isEqualTo(defaults.tracking());
        assertThat(defaults.topology().defaultCell()).isEqualTo("zone1");
    }

    @Test
    void aFileNeedsOnlyWhatItChanges() throws IOException {
        AdminConfig config = read("""
                topology:
                  directory: topo
                servers:
                  dba: {user: root, password: secret}
                  tls: verify_identity
                commands: {acknowledge_timeout: 500ms}
                """);

        assertThat(config.topology().directory())
                .isEqualTo(folder.resolve("topo").toAbsolutePath());
        assertThat(config.servers().access().dba().password()).isEqualTo("secret");
        assertThat(config.servers().access().tls()).isEqualTo(ServerAccess.Tls.VERIFY_IDENTITY);
        assertThat(config.commands().acknowledgeTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    listen: {prot: 1}                              | admin.yaml:2: listen.prot: unknown key
                    listen: {port: 70000}                          | admin.yaml:2: listen.port: 70000 is not between
                    commands: {acknowledge_timeout: soon}          | admin.yaml:2: commands.acknowledge_timeout
                    servers: {tls: maybe}                          | admin.yaml:2: servers.tls
                    """)
    void aMistakeIsNamedWithFileLineAndKey(String line, String message) {
        assertThatThrownBy(() -> read("topology: {directory: x}\n" + line + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theDirectoryMustBeGiven() {
        assertThatThrownBy(() -> read("listen: {port: 0}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topology.directory: must not be empty");
    }
}
