package io.shardgate.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.proxy.wire.Capabilities;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The drivers of MySQL and MariaDB log in; the server is ours, with nothing behind the handshake. */
class DriverLoginTest {

    private LoginServer server;

    enum Driver {
        MYSQL("jdbc:mysql", "sslMode=DISABLED", "sslMode=REQUIRED"),
        MARIADB("jdbc:mariadb", "sslMode=disable", "sslMode=trust");

        private final String scheme;
        private final String plain;
        private final String tls;

        Driver(String scheme, String plain, String tls) {
            this.scheme = scheme;
            this.plain = plain;
            this.tls = tls;
        }
    }

    enum Verdict {
        IN,
        DENIED,
        KEY_NEEDED
    }

    @BeforeEach
    void start() throws Exception {
        server = new LoginServer(TestUsers.create(), TestCertificate.server());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Never gives a connection: the server refuses what a driver asks as soon as it is in. */
    private SQLException connect(Driver driver, String user, String password, String options) {
        String url = driver.scheme + "://127.0.0.1:" + server.port() + "/commerce?user=" + user + "&password="
                + password + "&" + options;
        try (Connection connection = DriverManager.getConnection(url)) {
            throw new AssertionError("got further than the handshake: " + connection);
        } catch (SQLException e) {
            return e;
        }
    }

    private Verdict login(Driver driver, String user, String password, String options) {
        SQLException failure = connect(driver, user, password, options);
        Optional<AuthenticatedClient> client = server.findClient();
        String message = Objects.requireNonNull(failure.getMessage());
        if (client.isPresent()) {
            assertThat(client.get().user()).isEqualTo(user);
            return Verdict.IN;
        }
        if (failure.getErrorCode() == 1045) {
            assertThat(message)
                    .contains("Access denied for user '" + user + "'@'localhost' (using password: "
                            + (password.isEmpty() ? "NO" : "YES") + ")");
            assertThat(failure.getSQLState()).isEqualTo("28000");
            return Verdict.DENIED;
        }
        assertThat(message).containsIgnoringCase("public key");
        return Verdict.KEY_NEEDED;
    }

    @ParameterizedTest
    @CsvSource({
        "MYSQL, plain, change-me, IN",
        "MYSQL, plain, wrong, DENIED",
        "MYSQL, plain, '', DENIED",
        "MYSQL, nobody, '', IN",
        "MYSQL, nobody, something, DENIED",
        "MYSQL, native, change-me, IN",
        "MYSQL, native, wrong, DENIED",
        "MYSQL, salted, change-me, IN",
        "MYSQL, salted, wrong, DENIED",
        "MYSQL, stranger, change-me, DENIED",
        "MARIADB, plain, change-me, IN",
        "MARIADB, plain, wrong, DENIED",
        "MARIADB, plain, '', DENIED",
        "MARIADB, nobody, '', IN",
        "MARIADB, nobody, something, DENIED",
        "MARIADB, native, change-me, IN",
        "MARIADB, native, wrong, DENIED",
        "MARIADB, salted, change-me, IN",
        "MARIADB, salted, wrong, DENIED",
        "MARIADB, stranger, change-me, DENIED",
    })
    void theRightPasswordAloneLetsAUserIn(Driver driver, String user, String password, Verdict verdict) {
        assertThat(login(driver, user, password, driver.plain + "&allowPublicKeyRetrieval=true"))
                .as("without TLS")
                .isEqualTo(verdict);
        assertThat(login(driver, user, password, driver.tls)).as("with TLS").isEqualTo(verdict);
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void aSaltedHashNeedsTheWholePasswordOnlyOnce(Driver driver) {
        String withoutKey = driver.plain + "&allowPublicKeyRetrieval=false";

        assertThat(login(driver, "salted", TestUsers.PASSWORD, withoutKey)).isEqualTo(Verdict.KEY_NEEDED);
        assertThat(login(driver, "salted", TestUsers.PASSWORD, driver.tls)).isEqualTo(Verdict.IN);
        assertThat(login(driver, "salted", TestUsers.PASSWORD, withoutKey)).isEqualTo(Verdict.IN);
        assertThat(login(driver, "salted", "wrong", driver.tls)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void aClientThatAnswersByTheOldPluginIsNotSwitched() {
        String old = "sslMode=DISABLED&defaultAuthenticationPlugin=" + NativePassword.PLUGIN
                + "&disabledAuthenticationPlugins=" + CachingSha2Password.PLUGIN;

        assertThat(login(Driver.MYSQL, "plain", TestUsers.PASSWORD, old)).isEqualTo(Verdict.IN);
        assertThat(login(Driver.MYSQL, "plain", "wrong", old)).isEqualTo(Verdict.DENIED);
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void theSessionLearnsWhatTheClientSaid(Driver driver) {
        connect(driver, "plain", TestUsers.PASSWORD, driver.plain);
        AuthenticatedClient plain = server.findClient().orElseThrow();
        connect(driver, "plain", TestUsers.PASSWORD, driver.tls);
        AuthenticatedClient encrypted = server.findClient().orElseThrow();

        assertThat(plain.database()).isEqualTo("commerce");
        assertThat(plain.collation().characterSet().name()).isEqualTo("utf8mb4");
        assertThat(plain.attributes()).containsKey("_client_name");
        assertThat(plain.capabilities().hasAll(Capabilities.PROTOCOL_41 | Capabilities.DEPRECATE_EOF))
                .isTrue();
        assertThat(plain.tls()).isFalse();
        assertThat(encrypted.tls()).isTrue();
    }

    @Test
    void aDatabaseThatTheSessionDoesNotKnowIsTheClientsError() {
        String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/nowhere?user=nobody&sslMode=disable";

        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getErrorCode() + " " + e.getSQLState())
                                .isEqualTo("1049 42000"))
                .hasMessageContaining("Unknown database 'nowhere'");
    }
}
