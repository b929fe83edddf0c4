package io.shardgate.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.shardgate.proxy.config.ProxyConfig.Isolation;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyConfigTest {

    private static final Path SAMPLE = Path.of("../conf/proxy.yaml");

    private static final String LEAST = """
            users:
              anyone_without_password: true
            backend:
              user: app
            """;

    @TempDir
    Path folder;

    private ProxyConfig read(String text) throws IOException {
        Path file = folder.resolve("proxy.yaml");
        Files.writeString(file, text);
        return ProxyConfig.read(file);
    }

    private void expectProblem(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("proxy.yaml") + problem);
    }

    @Test
    void theSampleIsReadable() {
        ProxyConfig config = ProxyConfig.read(SAMPLE);

        assertThat(config.listen().host()).isEqualTo("127.0.0.1");
        assertThat(config.listen().port()).isEqualTo(15306);
        assertThat(config.users().anyoneWithoutPassword()).isTrue();
        assertThat(config.backend().user()).isEqualTo("shardgate_app");
        assertThat(config.tls().certificate()).isNull();
        assertThat(config.topology().adminUrl()).hasToString("http://127.0.0.1:15000");
        assertThat(config.session().isolation()).isEqualTo(Isolation.REPEATABLE_READ);
        assertThat(config.session().transactionMode()).isEqualTo(TransactionMode.MULTI);
    }

    @Test
    void theSampleHasEveryKeyWithItsDefault() throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        JsonNode sample = mapper.readTree(SAMPLE.toFile());
        JsonNode defaults = mapper.readTree(ProxyConfig.class.getResourceAsStream("proxy-defaults.yaml"));

        assertThat(differences(sample, defaults)).containsExactly("backend.user", "users.anyone_without_password");
    }

    private static Set<String> differences(JsonNode one, JsonNode other) {
        Set<String> differences = new TreeSet<>();
        for (JsonNode root : new JsonNode[] {one, other}) {
            root.properties()
                    .forEach(section -> section.getValue().properties().forEach(entry -> {
                        JsonNode left = one.path(section.getKey()).path(entry.getKey());
                        JsonNode right = other.path(section.getKey()).path(entry.getKey());
                        if (!left.equals(right)) {
                            differences.add(section.getKey() + "." + entry.getKey());
                        }
                    }));
        }
        return differences;
    }

    @Test
    void whatAFileLeavesOutHasItsDefault() throws IOException {
        ProxyConfig config = read(LEAST + "pool:\n  idle_timeout: 90s\n");

        assertThat(config.pool().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.pool().maxConnections()).isEqualTo(100);
        assertThat(config.query().maxPacket()).isEqualTo(ByteSize.parse("64MiB"));
    }

    @Test
    void pathsStartAtTheFilesOwnFolder() throws IOException {
        ProxyConfig config = read("""
                backend: {user: app}
                users: {file: users.yaml}
                tls: {certificate: tls/cert.pem, key: /etc/key.pem}
                """);

        assertThat(config.users().file()).isEqualTo(folder.resolve("users.yaml"));
        assertThat(config.tls().certificate()).isEqualTo(folder.resolve("tls/cert.pem"));
        assertThat(config.tls().key()).isEqualTo(Path.of("/etc/key.pem"));
    }

    @Test
    void aPasswordIsNotPrinted() throws IOException {
        ProxyConfig config = read("users: {anyone_without_password: true}\nbackend: {user: app, password: hunter2}\n");

        assertThat(config.backend().password().value()).isEqualTo("hunter2");
        assertThat(config.toString()).doesNotContain("hunter2");
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndItsNeighbours() {
        expectProblem(
                LEAST + "pool:\n  idle_timeout: 1m\n  max_conections: 3\n",
                ":7: pool.max_conections: unknown key; known here are acquire_timeout, idle_timeout, max_connections,"
                        + " max_lifetime, max_statements");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query: {time_out: 1s}|:5: query.time_out: unknown key; known here are max_bytes_in_memory, max_packet,"
                        + " max_rows_in_memory, plan_cache, timeout",
                "lisen: {port: 1}|:5: lisen: unknown key; known here are backend, buffering, health, http, listen, pool, query,"
                        + " session, tls, topology, users",
                "health: {max_replication_lag: 3h}|:5: health.max_replication_lag_of_all: 2h is not between 3h and 365d",
                "listen: {port: 70000}|:5: listen.port: 70000 is not between 0 and 65535",
                "listen: {port: many}|:5: listen.port: is not a whole number",
                "listen: {port: 15306.5}|:5: listen.port: is not a whole number",
                "listen: {port: ~}|:5: listen.port: has no value; leave the key out instead",
                "listen: here|:5: listen: is not a group of keys",
                "listen: {host: 0.0.0.0}|:2: users.anyone_without_password: is only possible while listen.host is a"
                        + " loopback address such as 127.0.0.1, not '0.0.0.0'; name a users file instead",
                "listen: {server_version: latest}|:5: listen.server_version: must start with three numbers, as in"
                        + " 8.0.40-Shardgate",
                "tls: {certificate: a.pem}|:5: tls.key: certificate and key need each other",
                "tls: {required: true}|:5: tls.required: needs a certificate and a key",
                "tls: {required: 1}|:5: tls.required: is not true or false",
                "pool: {idle_timeout: 5}|:5: pool.idle_timeout: '5' is not a duration: write a whole number and one of"
                        + " ms, s, m, h, d, as in 30s",
                "pool: {idle_timeout: 30d}|:5: pool.idle_timeout: 30d is not between 1s and 1d",
                "buffering: {max_statements: -1}|:5: buffering.max_statements: -1 is not between 0 and 10000000",
                "query: {max_packet: 64MB}|:5: query.max_packet: '64MB' is not a size: write a whole number and one of"
                        + " B, KiB, MiB, GiB, TiB, as in 64MiB",
                "query: {max_packet: 1KiB}|:5: query.max_packet: 1KiB is not between 64KiB and 1GiB",
                "session: {isolation: best}|:5: session.isolation: 'best' is none of read-uncommitted, read-committed,"
                        + " repeatable-read, serializable",
                "session: {collation: ucs2_bin}|:5: session.collation: 'ucs2_bin' is no collation that a connection"
                        + " can start with, as utf8mb4_0900_ai_ci and utf8mb4_general_ci are",
                "topology: {admin_url: localhost}|:5: topology.admin_url: 'localhost' is not an address as"
                        + " http://127.0.0.1:15000 is one",
                "topology: {cell: a/b}|:5: topology.cell: must be letters, digits, - and _, not 'a/b'",
            })
    void aBadValueIsNamedWithItsLine(String line, String problem) {
        expectProblem(LEAST + line + "\n", problem);
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        assertThatThrownBy(() -> read(LEAST + "listen:\n  port: 1\n  port: 2\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("proxy.yaml:7: ")
                .hasMessageContaining("port");
    }

    @Test
    void whatIsNotYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> read(LEAST + "listen: [\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("proxy.yaml:5: ");
    }

    @Test
    void anEmptyFileLacksWhatHasNoDefault() {
        expectProblem("# nothing\n", ": users.file: needs the path of a users file, such as users.yaml");
    }

    @Test
    void aMissingFileIsSaid() {
        Path missing = folder.resolve("missing.yaml");

        assertThatThrownBy(() -> ProxyConfig.read(missing)).hasMessage(missing + ": there is no such file");
    }
}
