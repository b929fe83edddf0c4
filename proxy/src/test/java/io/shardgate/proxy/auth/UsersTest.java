package io.shardgate.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.proxy.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {

    @TempDir
    Path folder;

    private Users read(String text) throws IOException {
        Path file = folder.resolve("users.yaml");
        Files.writeString(file, text);
        return Users.read(file);
    }

    @Test
    void theSampleIsReadableAndItsHashesAreOfItsPassword() {
        Users users = Users.read(Path.of("../conf/users.yaml"));

        assertThat(users.account("app").allowsNative()).isTrue();
        assertThat(users.account("reports").matchesPassword("change-me".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(users.account("reports").allowsNative()).isFalse();
        assertThat(users.account("legacy").allowsCachingSha2()).isFalse();
    }

    @Test
    void aHashMayAlsoBeWrittenAsText() throws IOException {
        Users users = read("users: {a: {caching_sha2_password: '$A$005$" + "s".repeat(20) + "h".repeat(43) + "'}}");

        assertThat(users.account("a").needsFullAuthentication()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: {}|users.a: needs either password (\"\" for none) or one or both of mysql_native_password and"
                        + " caching_sha2_password",
                "a: {pasword: x}|users.a.pasword: unknown key; known here are caching_sha2_password,"
                        + " mysql_native_password, password",
                "a: {mysql_native_password: secret}|users.a.mysql_native_password: is not what MySQL stores for"
                        + " mysql_native_password: * and 40 hexadecimal digits",
                "a: {caching_sha2_password: secret}|users.a.caching_sha2_password: is not what MySQL stores for"
                        + " caching_sha2_password: $A$005$ and 63 bytes, or the same as 0x and hexadecimal digits",
                "a: {caching_sha2_password: 0xzz}|users.a.caching_sha2_password: is not what MySQL stores for"
                        + " caching_sha2_password: $A$005$ and 63 bytes, or the same as 0x and hexadecimal digits",
                "a: {password: x, mysql_native_password: '*6D8E7CA2D13CBEBC74BE7EF3A2976000952DCE92'}|users.a.password:"
                        + " cannot stand beside verifiers; give one or the other",
                "a: secret|users.a: is not a group of keys",
            })
    void aMistakeIsNamedWithItsLine(String line, String problem) {
        assertThatThrownBy(() -> read("# who\nusers:\n  " + line + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("users.yaml") + ":3: " + problem);
    }

    @Test
    void aFileWithoutUsersIsRefused() {
        assertThatThrownBy(() -> read("users: {}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("users.yaml") + ":1: users: needs at least one user");
    }
}
