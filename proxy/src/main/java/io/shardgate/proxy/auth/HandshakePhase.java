package io.shardgate.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.AuthData;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.HandshakeResponse41;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.PacketReader;
import io.shardgate.proxy.wire.SslRequest;
import io.shardgate.vschema.error.SqlError;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the server side of a handshake waits for.
 *
 * <pre>
 *   Response --SSLRequest--&gt; Response (encrypted)
 *      |---- answer by a plug-in that the account allows -----------&gt; verified
 *      '---- another plug-in --&gt; SwitchedAnswer --------------------&gt; verified
 *   verified: accepted, denied, or (caching_sha2_password, only a salted hash known) FullPassword
 *   FullPassword --request for the public key--&gt; EncryptedPassword
 * </pre>
 */
sealed interface HandshakePhase {

    /**
     * Takes one payload and returns the phase that follows. Borrows the buffer.
     *
     * @throws MalformedPacketException for what the protocol does not allow here
     */
    HandshakePhase onPacket(ByteBuf payload, ClientHandshake connection);

    /** A worker is busy for this client; nothing is read. */
    HandshakePhase WORKING = new Deaf();

    /** The client is in, or refused; nothing is read any more. */
    HandshakePhase OVER = new Deaf();

    /** Reads nothing. */
    final class Deaf implements HandshakePhase {

        @Override
        public HandshakePhase onPacket(ByteBuf payload, ClientHandshake connection) {
            throw new IllegalStateException("a packet out of turn");
        }
    }

    /** The greeting is sent. */
    record Response(AuthData nonce) implements HandshakePhase {

        @Override
        public HandshakePhase onPacket(ByteBuf payload, ClientHandshake connection) {
            if (SslRequest.matches(payload) && connection.mayStartTls()) {
                return connection.startTls(this);
            }
            HandshakeResponse41 response = HandshakeResponse41.read(payload, connection.offered());
            if (connection.settings().tlsRequired() && !connection.isEncrypted()) {
                return connection.refuse(SqlError.SECURE_TRANSPORT_REQUIRED.exception());
            }
            return new Login(response, connection.account(response.user()), nonce).begin(connection);
        }
    }

    /** The client was asked for an answer by another plug-in. */
    record SwitchedAnswer(Login login, String plugin) implements HandshakePhase {

        @Override
        public HandshakePhase onPacket(ByteBuf payload, ClientHandshake connection) {
            AuthData answer = AuthData.of(new PacketReader(payload).eofBytes());
            return login.verify(plugin, answer, connection);
        }
    }

    /** The client was asked for its password. */
    record FullPassword(Login login) implements HandshakePhase {

        @Override
        public HandshakePhase onPacket(ByteBuf payload, ClientHandshake connection) {
            byte[] sent = new PacketReader(payload).eofBytes();
            if (connection.isEncrypted()) {
                byte[] password = CachingSha2Password.unterminated(sent);
                if (password == null) {
                    throw new MalformedPacketException("a password without its closing NUL");
                }
                return login.verifyPassword(CompletableFuture.completedFuture(password), connection);
            }
            if (sent.length == 1 && sent[0] == CachingSha2Password.REQUEST_PUBLIC_KEY) {
                return connection.await(connection.rsaKey().publicKeyPem(), pem -> {
                    connection.sendMoreData(pem);
                    return new EncryptedPassword(login);
                });
            }
            // A client that was given our public key beforehand does not ask for it.
            return login.verifyPassword(connection.rsaKey().decrypt(sent, login.nonce()), connection);
        }
    }

    /** The client was given our public key. */
    record EncryptedPassword(Login login) implements HandshakePhase {

        @Override
        public HandshakePhase onPacket(ByteBuf payload, ClientHandshake connection) {
            byte[] sent = new PacketReader(payload).eofBytes();
            return login.verifyPassword(connection.rsaKey().decrypt(sent, login.nonce()), connection);
        }
    }

    /** What MySQL says in its message about a refused login. */
    enum PasswordUsed {
        YES,
        NO
    }

    /** Who the client says it is, what we know of that user, and the challenge that the next answer is for. */
    record Login(HandshakeResponse41 response, UserAccount account, AuthData nonce) {

        /** What MariaDB's C client names, with an empty answer, when it lacks the plug-in of the greeting. */
        private static final String MARIADB_LACKS_PLUGIN = "dummy_fallback_auth";

        HandshakePhase begin(ClientHandshake connection) {
            boolean namesPlugin = response.capabilities().has(Capabilities.PLUGIN_AUTH);
            String plugin = namesPlugin ? response.plugin() : NativePassword.PLUGIN;
            if (allows(plugin)) {
                return verify(plugin, response.authResponse(), connection);
            }
            if (!namesPlugin) {
                return connection.refuse(SqlError.UNSUPPORTED_AUTH_MODE.exception());
            }
            String wanted = wantedInsteadOf(plugin);
            AuthData newNonce = connection.sendAuthSwitch(wanted);
            return new SwitchedAnswer(new Login(response, account, newNonce), wanted);
        }

        private String wantedInsteadOf(String plugin) {
            boolean lacksCachingSha2 = plugin.equals(MARIADB_LACKS_PLUGIN) && account.allowsNative();
            return account.allowsCachingSha2() && !lacksCachingSha2
                    ? CachingSha2Password.PLUGIN
                    : NativePassword.PLUGIN;
        }

        private boolean allows(String plugin) {
            return switch (plugin) {
                case NativePassword.PLUGIN -> account.allowsNative();
                case CachingSha2Password.PLUGIN -> account.allowsCachingSha2();
                default -> false;
            };
        }

        HandshakePhase verify(String plugin, AuthData answer, ClientHandshake connection) {
            if (answer.isEmptyPassword()) {
                return account.isWithoutPassword() ? connection.accept(this) : connection.deny(this, PasswordUsed.NO);
            }
            if (plugin.equals(NativePassword.PLUGIN)) {
                boolean right = account.matchesNative(answer, nonce);
                return right ? connection.accept(this) : connection.deny(this, PasswordUsed.YES);
            }
            if (account.matchesFast(answer, nonce)) {
                connection.sendMoreData(AuthData.of(new byte[] {CachingSha2Password.FAST_SUCCESS}));
                return connection.accept(this);
            }
            if (account.needsFullAuthentication() && answer.length() == CachingSha2Password.DIGEST_LENGTH) {
                connection.sendMoreData(AuthData.of(new byte[] {CachingSha2Password.FULL_AUTHENTICATION}));
                return new FullPassword(this);
            }
            return connection.deny(this, PasswordUsed.YES);
        }

        HandshakePhase verifyPassword(CompletionStage<byte[]> password, ClientHandshake connection) {
            CompletionStage<Boolean> verdict = password.thenApplyAsync(account::matchesPassword, connection.worker());
            return connection.await(
                    verdict, right -> right ? connection.accept(this) : connection.deny(this, PasswordUsed.YES));
        }
    }
}
