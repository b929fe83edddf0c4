package io.shardgate.proxy.auth;

import io.shardgate.proxy.wire.AuthData;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The arithmetic of mysql_native_password: proof of SHA1(password) to a server that keeps SHA1(SHA1(password)). */
final class NativePassword {

    static final String PLUGIN = "mysql_native_password";
    static final int HASH_LENGTH = 20;

    private NativePassword() {}

    /** What a server stores. */
    static byte[] hash(byte[] password) {
        return Digests.sha1(Digests.sha1(password));
    }

    /** A client's answer to the challenge. */
    static AuthData answer(byte[] password, AuthData nonce) {
        if (password.length == 0) {
            return AuthData.EMPTY;
        }
        byte[] once = Digests.sha1(password);
        return AuthData.of(Digests.xor(once, Digests.sha1(nonce.bytes(), Digests.sha1(once))));
    }

    /** Whether the answer was made with the password of this hash. Takes the same time for every answer. */
    static boolean matches(AuthData answer, AuthData nonce, byte @Nullable [] hash) {
        if (hash == null || answer.length() != HASH_LENGTH) {
            return false;
        }
        byte[] once = Digests.xor(answer.bytes(), Digests.sha1(nonce.bytes(), hash));
        return MessageDigest.isEqual(Digests.sha1(once), hash);
    }
}
