package io.shardgate.proxy.auth;

import io.netty.channel.ChannelHandler;
import io.shardgate.proxy.wire.AuthData;
import io.shardgate.proxy.wire.HandshakeV10;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all handshakes of one listener share. Safe for any thread.
 *
 * <p>For each accepted channel, {@link #handshake} gives the handler to put first, and alone, into its pipeline.
 */
public final class ClientAuthenticator {

    private final HandshakeSettings settings;
    private final Supplier<Users> users;
    private final Executor worker;
    private final ServerRsaKey rsaKey;
    private final SessionFactory sessions;
    private final FailedLogins failedLogins = new FailedLogins();
    private final SecureRandom random = new SecureRandom();

    /**
     * @param users asked at each login, so that a reload takes effect
     * @param worker runs what takes milliseconds: RSA and salted hashes. It should bound its threads and its queue
     */
    public ClientAuthenticator(
            HandshakeSettings settings, Supplier<Users> users, Executor worker, SessionFactory sessions) {
        this.settings = settings;
        this.users = users;
        this.worker = worker;
        this.rsaKey = new ServerRsaKey(worker);
        this.sessions = sessions;
    }

    /** A new handler for one accepted channel; it greets the client as soon as the channel is active. */
    public ChannelHandler handshake(int connectionId) {
        return new ClientHandshake(this, connectionId);
    }

    HandshakeSettings settings() {
        return settings;
    }

    Users users() {
        return users.get();
    }

    Executor worker() {
        return worker;
    }

    ServerRsaKey rsaKey() {
        return rsaKey;
    }

    FailedLogins failedLogins() {
        return failedLogins;
    }

    SessionFactory sessions() {
        return sessions;
    }

    /** A challenge that no client can misread: ASCII, without NUL, which ends it, and $, as MySQL makes it. */
    AuthData newNonce() {
        byte[] nonce = new byte[HandshakeV10.NONCE_LENGTH];
        for (int i = 0; i < nonce.length; ) {
            byte candidate = (byte) (random.nextInt() & 0x7F);
            if (candidate != 0 && candidate != '$') {
                nonce[i++] = candidate;
            }
        }
        return AuthData.of(nonce);
    }
}
