package io.shardgate.proxy.auth;

import static io.shardgate.proxy.auth.BackendClient.login;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import io.shardgate.local.CacheFolder;
import io.shardgate.local.DatabaseServer;
import io.shardgate.local.Family;
import io.shardgate.local.FlavorChoice;
import io.shardgate.local.FlavorProbe;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerFlavor;
import io.shardgate.local.ServerOptions;
import io.shardgate.proxy.auth.BackendClient.Connected;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logging in to a real server; one subclass for each flavour. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackendHandshakeContract {

    private static final Logger log = LoggerFactory.getLogger(BackendHandshakeContract.class);

    private final ServerFlavor flavor;
    private final BackendClient client = new BackendClient();

    private LocalServers servers;
    private DatabaseServer server;

    BackendHandshakeContract(ServerFlavor flavor) {
        this.flavor = flavor;
    }

    @BeforeAll
    void start(@TempDir Path certificates) throws Exception {
        CacheFolder cache = CacheFolder.ofUser();
        FlavorProbe probe = flavor.probe(cache);
        String leftOut = flavor + " is left out, because it cannot run: " + probe;
        if (!(probe instanceof FlavorProbe.Runs)) {
            log.warn(leftOut);
        }
        Assumptions.assumeTrue(probe instanceof FlavorProbe.Runs, leftOut);
        FlavorChoice choice = new FlavorChoice(flavor, ((FlavorProbe.Runs) probe).version(), "asked by a test");
        servers = LocalServers.open(choice, cache);
        TestCertificate.writeTo(certificates);
        server = servers.start(
                "handshakes",
                ServerOptions.defaults()
                        .withArgument("--ssl")
                        .withArgument("--ssl-ca=" + certificates.resolve("ca.pem"))
                        .withArgument("--ssl-cert=" + certificates.resolve("cert.pem"))
                        .withArgument("--ssl-key=" + certificates.resolve("key.pem")));
        String natively = server.version().family() == Family.MYSQL ? " with mysql_native_password by" : " by";
        dba(
                "create database commerce",
                "create user without@'%' identified by ''",
                "create user without_native@'%' identified" + natively + " ''",
                "create user umlauts@'%' identified by 'pässwört'",
                "create user everything@'%' identified by 'change-me'",
                "grant all on *.* to everything@'%'");
    }

    @AfterAll
    void stop() {
        client.close();
        if (servers != null) {
            servers.close();
        }
    }

    private void dba(String... statements) throws SQLException {
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private BackendLogin account(String name, SslContext tls) {
        String password = switch (name) {
            case "without", "without_native" -> "";
            case "umlauts" -> "pässwört";
            case "everything" -> "change-me";
            default -> name;
        };
        return login(name, password, "", tls);
    }

    private static SslContext tls(boolean wanted) throws Exception {
        return wanted ? TestCertificate.client() : null;
    }

    @ParameterizedTest
    @CsvSource({
        "shardgate_app, false",
        "shardgate_app, true",
        "shardgate_native, false",
        "shardgate_native, true",
        "without, false",
        "without, true",
        "without_native, false",
        "without_native, true",
        "umlauts, false",
        "umlauts, true"
    })
    void everyKindOfAccountLogsInColdAndWarm(String name, boolean encrypted) throws Exception {
        // Makes the server forget whom it has verified by the whole password.
        dba("flush privileges");

        Connected cold = client.connect(server.port(), account(name, tls(encrypted)));
        Connected warm = client.connect(server.port(), account(name, tls(encrypted)));

        assertThat(cold.ping()[0]).isEqualTo((byte) OkPacket.HEADER);
        assertThat(warm.ping()[0]).isEqualTo((byte) OkPacket.HEADER);
        cold.channel().close().sync();
        warm.channel().close().sync();
    }

    @ParameterizedTest
    @CsvSource({"shardgate_app, false", "shardgate_app, true", "shardgate_native, false", "nobody_here, false"})
    void aWrongPasswordIsTheServersError(String name, boolean encrypted) throws Exception {
        BackendLogin wrong = login(name, "wrong", "", tls(encrypted));

        assertThatThrownBy(() -> client.connect(server.port(), wrong))
                .isInstanceOfSatisfying(
                        SqlErrorException.class,
                        e -> assertThat(e.errno() + " " + e.sqlState()).isEqualTo("1045 28000"))
                .hasMessageContaining("Access denied for user '" + name + "'");
    }

    @Test
    void theGreetingSaysWhoTheServerIsAndWhatWasAgreed() throws Exception {
        BackendGreeting greeting =
                client.connect(server.port(), account("everything", null)).greeting();

        assertThat(greeting.serverVersion()).startsWith(server.version().number());
        assertThat(greeting.isMariaDb()).isEqualTo(server.version().family() == Family.MARIADB);
        assertThat(greeting.hasOldIsolationName()).isFalse();
        assertThat(greeting.capabilities().hasAll(Capabilities.DEPRECATE_EOF | Capabilities.SESSION_TRACK))
                .isTrue();
        assertThat(greeting.capabilities().multiStatements()).isFalse();
        assertThat(processList()).contains(greeting.connectionId());
    }

    private List<Integer> processList() throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (Connection connection = server.connect(server.accounts().dba());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from information_schema.processlist")) {
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
        }
        return ids;
    }

    @Test
    void itStartsInTheDatabaseAskedFor() throws Exception {
        Connected connected = client.connect(server.port(), login("everything", "change-me", "commerce", null));

        byte[] created = connected.send(
                Command.QUERY, "create table if not exists here (id int)".getBytes(StandardCharsets.UTF_8));

        assertThat(created[0]).isEqualTo((byte) OkPacket.HEADER);
        dba("select id from commerce.here");
    }

    @Test
    void aDatabaseThatIsNotThereIsTheServersError() {
        assertThatThrownBy(() -> client.connect(server.port(), login("everything", "change-me", "nowhere", null)))
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.errno()).isEqualTo(1049))
                .hasMessageContaining("nowhere");
    }

    @Test
    void aFullServerIsTheServersError() throws Exception {
        dba("set global max_connections = 10");
        List<Connected> held = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            held.add(client.connect(server.port(), account("shardgate_app", null)));
                        }
                    })
                    .isInstanceOfSatisfying(
                            SqlErrorException.class, e -> assertThat(e.errno()).isEqualTo(1040));
        } finally {
            for (Connected connected : held) {
                connected.channel().close().sync();
            }
            dba("set global max_connections = 500");
        }
    }
}
