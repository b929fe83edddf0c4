package io.shardgate.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.CacheFolder;
import io.shardgate.local.ClientBinary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * MariaDB's command line client logs in. It knows only mysql_native_password and says so by naming a plug-in that does
 * not exist. Its query is answered by error 1047, which shows that it is in.
 */
class BundledClientLoginIT {

    private LoginServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LoginServer(TestUsers.create(), TestCertificate.server());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "plain, change-me, --skip-ssl, ERROR 1047",
        "plain, change-me, --ssl, ERROR 1047",
        "native, change-me, --skip-ssl, ERROR 1047",
        "native, change-me, --ssl, ERROR 1047",
        "nobody, '', --skip-ssl, ERROR 1047",
        "nobody, '', --ssl, ERROR 1047",
        "plain, wrong, --skip-ssl, ERROR 1045",
        "native, wrong, --ssl, ERROR 1045",
    })
    void itLogsInByThePluginThatItKnows(String user, String password, String tls, String expected) throws Exception {
        ClientBinary client = ClientBinary.find(CacheFolder.ofUser());
        List<String> command = client.command(
                "127.0.0.1", server.port(), user, List.of("--password=" + password, tls, "-e", "select 1"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();

        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).contains(expected);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(server.findClient().isPresent()).isEqualTo(expected.equals("ERROR 1047"));
    }
}
