package io.shardgate.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.shardgate.proxy.wire.AuthData;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.HandshakeResponse41;
import io.shardgate.proxy.wire.HandshakeV10;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendHandshakeTest {

    private static final int SERVER = -1 & ~Capabilities.SSL;
    private static final AuthData NONCE = AuthData.of("01234567890123456789".getBytes(StandardCharsets.US_ASCII));

    private final Promise<BackendGreeting> promise = ImmediateEventExecutor.INSTANCE.newPromise();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new BackendHandshake(BackendClient.login("app", "secret", "commerce", null), promise));

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        channel.checkException();
    }

    private static byte[] greeting(String version, int capabilities, String plugin) {
        HandshakeV10 greeting = new HandshakeV10(version, 42, NONCE, new Capabilities(capabilities), 0, 45, 2, plugin);
        return HandshakeTalk.packet(out -> greeting.write(out, 0));
    }

    private void receive(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }

    private byte[] sent() {
        ByteBuf packet = channel.readOutbound();
        byte[] bytes = ByteBufUtil.getBytes(packet);
        packet.release();
        return bytes;
    }

    private void expectFailure(int errno, String message) {
        assertThat(promise.cause())
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.errno()).isEqualTo(errno))
                .hasMessageContaining(message);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theResponseSaysWhatEveryBackendConnectionAgreesOn() {
        receive(greeting("8.0.40", SERVER, "caching_sha2_password"));

        byte[] packet = sent();
        HandshakeResponse41 response = HandshakeResponse41.read(
                Unpooled.wrappedBuffer(packet, 4, packet.length - 4), new Capabilities(SERVER));

        assertThat(packet[3]).isEqualTo((byte) 1);
        assertThat(response.user()).isEqualTo("app");
        assertThat(response.database()).isEqualTo("commerce");
        assertThat(response.collation()).isEqualTo(45);
        assertThat(response.authResponse())
                .isEqualTo(CachingSha2Password.answer("secret".getBytes(StandardCharsets.UTF_8), NONCE));
        assertThat(response.attributes()).containsEntry("program_name", "shardgate");
        assertThat(response.capabilities()
                        .hasAll(Capabilities.DEPRECATE_EOF
                                | Capabilities.SESSION_TRACK
                                | Capabilities.MULTI_RESULTS
                                | Capabilities.PS_MULTI_RESULTS))
                .isTrue();
        assertThat(response.capabilities().multiStatements()).isFalse();
        assertThat(response.capabilities().foundRows()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8.0.40, 8.0.40, false, false",
        "5.7.19-log, 5.7.19-log, false, true",
        "5.7.20, 5.7.20, false, false",
        "5.5.5-10.11.6-MariaDB-1, 10.11.6-MariaDB-1, true, true",
        "11.4.5-MariaDB-log, 11.4.5-MariaDB-log, true, false",
    })
    void theGreetingTellsTheFlavour(String sentVersion, String version, boolean mariaDb, boolean oldIsolation) {
        receive(greeting(sentVersion, SERVER, "mysql_native_password"));
        sent();
        receive(HandshakeTalk.packet(
                out -> new OkPacket(0, 0, 2).write(out, 2, OkPacket.HEADER, new Capabilities(SERVER))));

        BackendGreeting greeting = promise.getNow();

        assertThat(greeting.serverVersion()).isEqualTo(version);
        assertThat(greeting.connectionId()).isEqualTo(42);
        assertThat(greeting.isMariaDb()).isEqualTo(mariaDb);
        assertThat(greeting.hasOldIsolationName()).isEqualTo(oldIsolation);
        assertThat(channel.pipeline().names()).noneMatch(name -> name.contains("BackendHandshake"));
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void anErrorInsteadOfAGreetingIsTheServers() {
        receive(HandshakeTalk.packet(out -> out.start(0)
                .int1(0xFF)
                .int2(1040)
                .eofString("Too many connections")
                .finish()));

        expectFailure(1040, "Too many connections");
    }

    @Test
    void aServerThatIsTooOldIsRefusedWithTheReason() {
        receive(greeting("5.6.51", SERVER & ~Capabilities.DEPRECATE_EOF, "mysql_native_password"));

        expectFailure(1429, "5.6.51 is too old");
    }

    @Test
    void aPluginThatIsNotOursIsNamed() {
        receive(greeting("11.4.5-MariaDB", SERVER, "mysql_native_password"));
        sent();
        receive(HandshakeTalk.packet(out -> out.start(2)
                .int1(0xFE)
                .nulString("client_ed25519")
                .bytes(new byte[32])
                .finish()));

        expectFailure(1429, "client_ed25519");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        channel.advanceTimeBy(11, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        expectFailure(1429, "no answer within 10000 ms");
    }

    @Test
    void aServerThatHangsUpIsAFailure() {
        receive(greeting("8.0.40", SERVER, "caching_sha2_password"));
        channel.close();

        expectFailure(1429, "closed the connection");
    }

    @Test
    void aVerdictBeforeTheAnswerIsNone() {
        receive(greeting("8.0.40", SERVER, "caching_sha2_password"));
        receive(HandshakeTalk.packet(
                out -> new OkPacket(0, 0, 2).write(out, 1, OkPacket.HEADER, new Capabilities(SERVER))));

        expectFailure(1429, "packet 1 where 2 was due");
    }

    @Test
    void somethingElseThanMySqlIsTold() {
        receive("HTTP/1.1 400 Bad Request\r\n".getBytes(StandardCharsets.US_ASCII));

        expectFailure(1429, "does not speak MySQL's protocol");
    }

    @Test
    void bothSidesOfOursUnderstandEachOther() throws Exception {
        try (LoginServer server = new LoginServer(TestUsers.create(), TestCertificate.server());
                BackendClient client = new BackendClient()) {
            for (SslContext tls : new SslContext[] {null, TestCertificate.client()}) {
                for (String user : new String[] {"salted", "salted", "plain", "native", "nobody"}) {
                    String password = user.equals("nobody") ? "" : TestUsers.PASSWORD;

                    client.connect(server.port(), BackendClient.login(user, password, "", tls))
                            .ping();

                    AuthenticatedClient in = server.findClient().orElseThrow();
                    assertThat(in.user()).isEqualTo(user);
                    assertThat(in.tls()).isEqualTo(tls != null);
                    assertThat(in.attributes()).containsEntry("program_name", "shardgate");
                }
            }
        }
    }

    @Test
    void aServerWithoutTlsIsRefusedWhereTlsIsAskedFor() throws Exception {
        try (LoginServer server = new LoginServer(TestUsers.create(), (SslContext) null);
                BackendClient client = new BackendClient()) {
            BackendLogin login = BackendClient.login("nobody", "", "", TestCertificate.client());

            assertThatThrownBy(() -> client.connect(server.port(), login)).hasMessageContaining("offers no TLS");
        }
    }
}
