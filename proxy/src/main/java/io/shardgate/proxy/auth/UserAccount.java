package io.shardgate.proxy.auth;

import io.shardgate.proxy.wire.AuthData;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the proxy keeps to verify one user: never the password itself.
 *
 * <p>Immutable, except that the digest for the fast path of caching_sha2_password is learned from the first login of a
 * user whose salted hash alone is configured.
 */
final class UserAccount {

    private final boolean withoutPassword;
    private final byte @Nullable [] nativeHash;
    private final @Nullable Sha256CryptHash salted;
    private volatile byte @Nullable [] digest;

    private UserAccount(
            boolean withoutPassword,
            byte @Nullable [] nativeHash,
            byte @Nullable [] digest,
            @Nullable Sha256CryptHash salted) {
        this.withoutPassword = withoutPassword;
        this.nativeHash = nativeHash;
        this.digest = digest;
        this.salted = salted;
    }

    static UserAccount ofPassword(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return bytes.length == 0
                ? new UserAccount(true, null, null, null)
                : new UserAccount(false, NativePassword.hash(bytes), CachingSha2Password.digest(bytes), null);
    }

    /**
     * @param nativeHash {@code *} and 40 hexadecimal digits, as mysql.user has it; null to refuse that plug-in
     * @param saltedHash see {@link Sha256CryptHash}; null to refuse that plug-in
     * @throws IllegalArgumentException that says what is wrong with a hash
     */
    static UserAccount ofVerifiers(@Nullable String nativeHash, @Nullable String saltedHash) {
        return new UserAccount(
                false,
                nativeHash == null ? null : parseNative(nativeHash),
                null,
                saltedHash == null ? null : Sha256CryptHash.parse(saltedHash));
    }

    private static byte[] parseNative(String text) {
        if (!text.matches("\\*[0-9A-Fa-f]{40}")) {
            throw new IllegalArgumentException(
                    "is not what MySQL stores for mysql_native_password: * and 40 hexadecimal digits");
        }
        return HexFormat.of().parseHex(text.substring(1));
    }

    /** An account that answers like this one, and that no password opens. */
    UserAccount decoy(RandomGenerator random) {
        return new UserAccount(
                false,
                allowsNative() ? random(random, NativePassword.HASH_LENGTH) : null,
                salted == null && allowsCachingSha2() ? random(random, CachingSha2Password.DIGEST_LENGTH) : null,
                salted == null ? null : salted.decoy(random(random, CachingSha2Password.DIGEST_LENGTH)));
    }

    private static byte[] random(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    boolean isWithoutPassword() {
        return withoutPassword;
    }

    boolean allowsNative() {
        return withoutPassword || nativeHash != null;
    }

    boolean allowsCachingSha2() {
        return withoutPassword || digest != null || salted != null;
    }

    /** Whether a failed fast path leaves something to try. */
    boolean needsFullAuthentication() {
        return salted != null;
    }

    boolean matchesNative(AuthData answer, AuthData nonce) {
        return NativePassword.matches(answer, nonce, nativeHash);
    }

    boolean matchesFast(AuthData answer, AuthData nonce) {
        return CachingSha2Password.matches(answer, nonce, digest);
    }

    /** Takes milliseconds: for a worker, not for an event loop. */
    boolean matchesPassword(byte[] password) {
        // Also when the digest is known, so that the time tells nothing about who has logged in before.
        if (salted == null || password.length == 0 || !salted.matches(password)) {
            return false;
        }
        digest = CachingSha2Password.digest(password);
        return true;
    }
}
