package io.shardgate.proxy.auth;

import static io.shardgate.proxy.auth.HandshakeTalk.CAPABILITIES;
import static io.shardgate.proxy.auth.HandshakeTalk.packet;
import static io.shardgate.proxy.auth.HandshakeTalk.summaries;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.shardgate.proxy.auth.HandshakeTalk.Packet;
import io.shardgate.proxy.wire.AuthData;
import io.shardgate.proxy.wire.AuthSwitchRequest;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.SslRequest;
import io.shardgate.proxy.wire.StatusFlags;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHandshakeTest {

    private static final String SHA2 = CachingSha2Password.PLUGIN;
    private static final String OLD = NativePassword.PLUGIN;
    private static final byte[] PING = packet(0, (byte) Command.PING);

    private final HandshakeTalk talk = new HandshakeTalk();

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private void expectIn(HandshakeTalk in, String user) {
        assertThat(in.sessions).extracting(AuthenticatedClient::user).containsExactly(user);
        assertThat(in.channel.isOpen()).isTrue();
        assertThat(in.channel.finishAndReleaseAll()).isFalse();
    }

    @Test
    void theGreetingOffersWhatDriversNeed() {
        assertThat(talk.greeting.serverVersion()).isEqualTo("8.0.40-Shardgate");
        assertThat(talk.greeting.connectionId()).isEqualTo(7);
        assertThat(talk.greeting.plugin()).isEqualTo(SHA2);
        assertThat(talk.greeting.statusFlags()).isEqualTo(StatusFlags.AUTOCOMMIT);
        assertThat(talk.greeting.capabilities().hasAll(CAPABILITIES | Capabilities.DEPRECATE_EOF))
                .isTrue();
        assertThat(talk.greeting
                        .capabilities()
                        .has(Capabilities.SSL | Capabilities.COMPRESS | Capabilities.LOCAL_FILES))
                .isFalse();
    }

    @Test
    void theChallengeIsNewEachTimeAndHasNoByteThatEndsIt() {
        AuthData other = new HandshakeTalk().greeting.nonce();

        assertThat(talk.greeting.nonce()).isNotEqualTo(other);
        assertThat(other.bytes()).hasSize(20).doesNotContain((byte) 0, (byte) '$');
    }

    @Test
    void theFastPathEndsWithTwoPacketsInSequence() {
        List<Packet> answer = talk.send(talk.response("plain", talk.sha2(TestUsers.PASSWORD), SHA2));

        assertThat(summaries(answer)).containsExactly("2:0103", "3:0000");
        OkPacket ok = OkPacket.read(Unpooled.wrappedBuffer(answer.get(1).payload()), new Capabilities(CAPABILITIES));
        assertThat(ok.statusFlags()).isEqualTo(StatusFlags.AUTOCOMMIT);
        expectIn(talk, "plain");
    }

    @Test
    void anAnswerByTheOldPluginIsTakenWithoutASwitch() {
        List<Packet> answer = talk.send(talk.response("plain", talk.old(TestUsers.PASSWORD), OLD));

        assertThat(summaries(answer)).containsExactly("2:0000");
        expectIn(talk, "plain");
    }

    @Test
    void aClientThatNamesNoPluginIsTakenToUseTheOldOne() {
        int flags = CAPABILITIES & ~(Capabilities.PLUGIN_AUTH | Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA);

        List<Packet> answer =
                talk.send(HandshakeTalk.response(1, flags, "plain", talk.old(TestUsers.PASSWORD), "", "commerce", 45));

        assertThat(summaries(answer)).containsExactly("2:0000");
        expectIn(talk, "plain");
    }

    @Test
    void aClientThatKnowsOnlyTheOldPluginCannotBecomeAUserOfTheNewOne() {
        int flags = CAPABILITIES & ~Capabilities.PLUGIN_AUTH;

        List<Packet> answer =
                talk.send(HandshakeTalk.response(1, flags, "salted", talk.old(TestUsers.PASSWORD), "", "commerce", 45));

        talk.expectRefusal(answer, 1251, 2);
    }

    @Test
    void anUnknownPluginIsSwitchedToOneThatTheAccountAllows() {
        List<Packet> asked = talk.send(talk.response("plain", AuthData.of(new byte[] {1, 2, 3}), "client_ed25519"));
        AuthSwitchRequest request = asked.get(0).authSwitch();
        byte[] answer = CachingSha2Password.answer(bytes(TestUsers.PASSWORD), request.nonce())
                .bytes();

        assertThat(asked.get(0).sequence()).isEqualTo(2);
        assertThat(request.plugin()).isEqualTo(SHA2);
        assertThat(request.nonce()).isNotEqualTo(talk.greeting.nonce());
        assertThat(summaries(talk.send(packet(3, answer)))).containsExactly("4:0103", "5:0000");
        expectIn(talk, "plain");
    }

    @Test
    void aUserOfTheOldPluginAloneIsSwitchedToIt() {
        AuthSwitchRequest request = talk.send(talk.response("native", talk.sha2(TestUsers.PASSWORD), SHA2))
                .get(0)
                .authSwitch();
        byte[] answer = NativePassword.answer(bytes(TestUsers.PASSWORD), request.nonce())
                .bytes();

        assertThat(request.plugin()).isEqualTo(OLD);
        assertThat(summaries(talk.send(packet(3, answer)))).containsExactly("4:0000");
        expectIn(talk, "native");
    }

    @Test
    void aMariaDbClientThatLacksTheNewPluginIsSwitchedToTheOldOne() {
        List<Packet> asked = talk.send(talk.response("plain", AuthData.EMPTY, "dummy_fallback_auth"));

        assertThat(asked.get(0).authSwitch().plugin()).isEqualTo(OLD);
        talk.channel.finishAndReleaseAll();
    }

    @Test
    void anAnswerToTheGreetingDoesNotCountAfterASwitch() {
        talk.send(talk.response("plain", AuthData.EMPTY, "client_ed25519"));

        List<Packet> answer = talk.send(packet(3, talk.sha2(TestUsers.PASSWORD).bytes()));

        talk.expectRefusal(answer, 1045, 4);
    }

    @Test
    void thePasswordGoesEncryptedOverAPlainConnection() throws Exception {
        HandshakeTalk cold = new HandshakeTalk(TestUsers.create(), null, false);

        List<Packet> full = cold.send(cold.response("salted", cold.sha2(TestUsers.PASSWORD), SHA2));
        List<Packet> key = cold.send(packet(3, (byte) CachingSha2Password.REQUEST_PUBLIC_KEY));
        byte[] pem = key.get(0).payload();
        byte[] encrypted = CachingSha2Password.encrypt(
                bytes(TestUsers.PASSWORD),
                cold.greeting.nonce(),
                CachingSha2Password.fromPem(Arrays.copyOfRange(pem, 1, pem.length)));
        List<Packet> ok = cold.send(packet(5, encrypted));

        assertThat(summaries(full)).containsExactly("2:0104");
        assertThat(key.get(0).sequence()).isEqualTo(4);
        assertThat(summaries(ok)).containsExactly("6:0000");
        expectIn(cold, "salted");
    }

    @Test
    void aPasswordInTheClearIsNotTakenOverAPlainConnection() {
        HandshakeTalk cold = new HandshakeTalk(TestUsers.create(), null, false);
        cold.send(cold.response("salted", cold.sha2(TestUsers.PASSWORD), SHA2));

        List<Packet> answer = cold.send(packet(3, bytes(TestUsers.PASSWORD + "\0")));

        cold.expectRefusal(answer, 1045, 4);
    }

    @Test
    void aSecondResponseWithinAnExchangeIsNoResponse() {
        HandshakeTalk cold = new HandshakeTalk(TestUsers.create(), null, false);
        cold.send(cold.response("salted", cold.sha2(TestUsers.PASSWORD), SHA2));

        List<Packet> answer =
                cold.send(HandshakeTalk.response(3, CAPABILITIES, "nobody", AuthData.EMPTY, SHA2, "commerce", 45));

        cold.expectRefusal(answer, 1045, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "native", "salted", "stranger", "another stranger"})
    void whoHasNoPasswordIsToldSo(String user) {
        List<Packet> answer = talk.send(talk.response(user, AuthData.EMPTY, OLD));
        if (answer.get(0).header() == AuthSwitchRequest.HEADER) {
            answer = talk.send(packet(3));
        }

        assertThat(answer.get(0).error().message())
                .isEqualTo("Access denied for user '" + user + "'@'localhost' (using password: NO)");
        talk.expectEnd();
    }

    @Test
    void aUserWithoutPasswordMaySayThatWithOneZeroByte() {
        List<Packet> answer = talk.send(talk.response("nobody", AuthData.of(new byte[1]), SHA2));

        assertThat(summaries(answer)).containsExactly("2:0000");
        expectIn(talk, "nobody");
    }

    @Test
    void aStrangerIsTreatedLikeSomeUserAndAlwaysTheSame() {
        for (int i = 0; i < 50; i++) {
            String stranger = "stranger" + i;
            List<String> first = refusedAs(stranger);

            assertThat(refusedAs(stranger)).isEqualTo(first);
            assertThat(List.of(refusedAs("plain"), refusedAs("native"), refusedAs("salted")))
                    .contains(first);
        }
    }

    private static List<String> refusedAs(String user) {
        HandshakeTalk talk = new HandshakeTalk();
        List<String> summaries = summaries(talk.send(talk.response(user, talk.sha2("wrong"), SHA2)));
        assertThat(talk.sessions).isEmpty();
        talk.channel.finishAndReleaseAll();
        return summaries;
    }

    @Test
    void anyUserMayEnterWithoutAPasswordWhereThatIsAllowed() {
        HandshakeTalk open = new HandshakeTalk(Users.anyoneWithoutPassword(), null, false);
        HandshakeTalk strict = new HandshakeTalk(Users.anyoneWithoutPassword(), null, false);

        assertThat(summaries(open.send(open.response("whoever", AuthData.EMPTY, SHA2))))
                .containsExactly("2:0000");
        strict.expectRefusal(strict.send(strict.response("whoever", strict.sha2("x"), SHA2)), 1045, 2);
        expectIn(open, "whoever");
    }

    @Test
    void aHandshakeMayArriveInAnyPieces() {
        byte[] bytes = join(talk.response("plain", talk.old(TestUsers.PASSWORD), OLD), PING);
        talk.channel.finishAndReleaseAll();

        for (int split = 1; split < bytes.length; split++) {
            HandshakeTalk pieces = new HandshakeTalk();
            byte[] whole = join(pieces.response("plain", pieces.old(TestUsers.PASSWORD), OLD), PING);

            List<Packet> before = pieces.send(Arrays.copyOf(whole, split));
            List<Packet> after = pieces.send(Arrays.copyOfRange(whole, split, whole.length));

            assertThat(before.size() + after.size()).as("split at %d", split).isEqualTo(1);
            assertThat(pieces.commands.toByteArray()).as("split at %d", split).isEqualTo(PING);
            expectIn(pieces, "plain");
        }
    }

    @Test
    void aHandshakeMayArriveByteByByte() {
        byte[] whole = join(talk.response("plain", talk.sha2(TestUsers.PASSWORD), SHA2), PING);

        for (byte next : whole) {
            talk.send(new byte[] {next});
        }

        assertThat(talk.commands.toByteArray()).isEqualTo(PING);
        expectIn(talk, "plain");
    }

    @Test
    void aCommandBehindAResponseWaitsForTheVerdict() {
        byte[] bad = join(talk.response("plain", talk.sha2("wrong"), SHA2), PING);

        talk.expectRefusal(talk.send(bad), 1045, 2);
    }

    @Test
    void aCommandBeforeTheResponseIsRefused() {
        HandshakeTalk numbered = new HandshakeTalk();
        byte[] query = bytes("\3drop table customer");

        talk.expectRefusal(talk.send(packet(0, query)), 1156, 1);
        numbered.expectRefusal(numbered.send(packet(1, query)), 1043, 2);
    }

    @Test
    void nothingIsReadAfterARefusal() {
        talk.send(talk.response("plain", talk.sha2("wrong"), SHA2));

        assertThat(talk.channel.isOpen()).isFalse();
        assertThat(talk.sessions).isEmpty();
        assertThat(talk.commands.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 255})
    void aWrongSequenceIdIsRefused(int sequence) {
        byte[] response = talk.response("nobody", AuthData.EMPTY, SHA2);
        response[3] = (byte) sequence;

        assertThat(talk.send(response).get(0).error().errno()).isEqualTo(1156);
        talk.expectEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01_0000, 0xFF_FFFF})
    void aPacketThatIsTooLongIsRefusedByItsHeader(int length) {
        byte[] header = {(byte) length, (byte) (length >> 8), (byte) (length >> 16), 1};

        talk.expectRefusal(talk.send(header), 1153, 1);
    }

    @Test
    void aResponseThatEndsTooEarlyIsABadHandshake() {
        byte[] whole = talk.response("nobody", AuthData.EMPTY, SHA2);
        talk.channel.finishAndReleaseAll();

        for (int length = 0; length < whole.length - 4; length++) {
            HandshakeTalk cut = new HandshakeTalk();
            List<Packet> answer = cut.send(packet(1, Arrays.copyOfRange(whole, 4, 4 + length)));

            cut.expectRefusal(answer, 1043, 2);
        }
    }

    @Test
    void aClientFromBeforeMySql41IsRefused() {
        byte[] response = HandshakeTalk.response(
                1, CAPABILITIES & ~Capabilities.PROTOCOL_41, "nobody", AuthData.EMPTY, SHA2, "", 45);

        talk.expectRefusal(talk.send(response), 1043, 2);
    }

    @Test
    void aCharacterSetInWhichNoStatementCanBeWrittenIsRefused() {
        int ucs2 = 35;
        byte[] response = HandshakeTalk.response(1, CAPABILITIES, "nobody", AuthData.EMPTY, SHA2, "commerce", ucs2);

        talk.expectRefusal(talk.send(response), 1231, 2);
    }

    @Test
    void anUnknownCollationBecomesTheDefault() {
        talk.send(HandshakeTalk.response(1, CAPABILITIES, "nobody", AuthData.EMPTY, SHA2, "commerce", 0));

        assertThat(talk.sessions.get(0).collation()).isEqualTo(LoginServer.COLLATION);
    }

    @Test
    void aSessionThatCannotOpenIsAnErrorWithAnIdForTheLog() {
        byte[] response = HandshakeTalk.response(1, CAPABILITIES, "nobody", AuthData.EMPTY, SHA2, "broken", 45);

        talk.expectRefusal(talk.send(response), 1105, 2);
    }

    @Test
    void whoTakesTooLongIsDisconnected() {
        talk.channel.advanceTimeBy(9, TimeUnit.SECONDS);
        talk.channel.runScheduledPendingTasks();
        assertThat(talk.channel.isOpen()).isTrue();

        talk.channel.advanceTimeBy(2, TimeUnit.SECONDS);
        talk.channel.runScheduledPendingTasks();

        talk.expectEnd();
    }

    @Test
    void whoeverGuessesPasswordsHasToWaitForTheAnswer() {
        for (int i = 0; i < 4; i++) {
            talk.authenticator.failedLogins().refused("localhost");
        }

        assertThat(talk.send(talk.response("nobody", talk.sha2("guess"), SHA2))).isEmpty();
        talk.channel.advanceTimeBy(199, TimeUnit.MILLISECONDS);
        talk.channel.runScheduledPendingTasks();
        assertThat(talk.read()).isEmpty();
        talk.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        talk.channel.runScheduledPendingTasks();

        talk.expectRefusal(talk.read(), 1045, 2);
    }

    @Test
    void theRightPasswordNeverHasToWait() {
        for (int i = 0; i < 20; i++) {
            talk.authenticator.failedLogins().refused("localhost");
        }

        talk.send(talk.response("nobody", AuthData.EMPTY, SHA2));

        expectIn(talk, "nobody");
        assertThat(talk.authenticator.failedLogins().refused("localhost")).isZero();
    }

    @Test
    void whoIsInHasNoDeadlineAnyMore() {
        talk.send(talk.response("nobody", AuthData.EMPTY, SHA2));

        talk.channel.advanceTimeBy(1, TimeUnit.HOURS);
        talk.channel.runScheduledPendingTasks();

        expectIn(talk, "nobody");
    }

    private static byte[] sslRequest() {
        SslRequest request = new SslRequest(new Capabilities(CAPABILITIES | Capabilities.SSL), 1 << 24, 45);
        return packet(out -> request.write(out, 1));
    }

    @Test
    void plaintextBehindARequestForTlsIsNeverRead() throws Exception {
        HandshakeTalk tls = new HandshakeTalk(TestCertificate.server(), false);
        byte[] injected = HandshakeTalk.response(2, CAPABILITIES, "nobody", AuthData.EMPTY, SHA2, "commerce", 45);

        tls.send(join(sslRequest(), injected));

        assertThat(tls.sessions).isEmpty();
        assertThat(tls.channel.isOpen()).isFalse();
        tls.channel.finishAndReleaseAll();
    }

    @Test
    void aRequestForTlsThatIsNotOfferedIsABadHandshake() {
        talk.expectRefusal(talk.send(sslRequest()), 1043, 2);
    }

    @Test
    void whoDoesNotEncryptIsRefusedWhereThatIsRequired() throws Exception {
        HandshakeTalk strict = new HandshakeTalk(TestCertificate.server(), true);

        strict.expectRefusal(strict.send(strict.response("nobody", AuthData.EMPTY, SHA2)), 3159, 2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
