package io.shardgate.proxy.auth;

import io.shardgate.proxy.wire.AuthData;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of caching_sha2_password.
 *
 * <p>On the fast path the client proves SHA256(password) to a server that keeps SHA256(SHA256(password)). On the full
 * one it sends the password itself, over TLS as it is, else encrypted with the server's RSA key.
 */
final class CachingSha2Password {

    static final String PLUGIN = "caching_sha2_password";
    static final int DIGEST_LENGTH = 32;

    /** The client asks for the server's RSA key. */
    static final int REQUEST_PUBLIC_KEY = 0x02;
    /** The server says that the fast path has succeeded. */
    static final int FAST_SUCCESS = 0x03;
    /** The server asks for the password itself. */
    static final int FULL_AUTHENTICATION = 0x04;

    private static final String TRANSFORMATION = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";
    private static final String PEM_HEAD = "-----BEGIN PUBLIC KEY-----";
    private static final String PEM_FOOT = "-----END PUBLIC KEY-----";

    private CachingSha2Password() {}

    /** What the fast path verifies against. */
    static byte[] digest(byte[] password) {
        return Digests.sha256(Digests.sha256(password));
    }

    /** A client's answer to the challenge. */
    static AuthData answer(byte[] password, AuthData nonce) {
        if (password.length == 0) {
            return AuthData.EMPTY;
        }
        byte[] once = Digests.sha256(password);
        return AuthData.of(Digests.xor(once, Digests.sha256(Digests.sha256(once), nonce.bytes())));
    }

    /** Whether the answer was made with the password of this digest. Takes the same time for every answer. */
    static boolean matches(AuthData answer, AuthData nonce, byte @Nullable [] digest) {
        if (digest == null || answer.length() != DIGEST_LENGTH) {
            return false;
        }
        byte[] once = Digests.xor(answer.bytes(), Digests.sha256(digest, nonce.bytes()));
        return MessageDigest.isEqual(Digests.sha256(once), digest);
    }

    /** The password as it goes over an encrypted connection. */
    static byte[] terminated(byte[] password) {
        return Arrays.copyOf(password, password.length + 1);
    }

    /** The password before its NUL; null if there is none, which no client sends. */
    static byte @Nullable [] unterminated(byte[] sent) {
        return sent.length == 0 || sent[sent.length - 1] != 0 ? null : Arrays.copyOf(sent, sent.length - 1);
    }

    /** The password as it goes over a plain connection. */
    static byte[] encrypt(byte[] password, AuthData nonce, PublicKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(mask(terminated(password), nonce));
    }

    /** What {@link #encrypt} was given; null if that cannot be what the client sent. */
    static byte @Nullable [] decrypt(byte[] encrypted, AuthData nonce, PrivateKey key) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(Cipher.DECRYPT_MODE, key);
            return unterminated(mask(cipher.doFinal(encrypted), nonce));
        } catch (GeneralSecurityException e) {
            // The client's bytes are not ours to decrypt: a wrong password, as far as anyone may know.
            return null;
        }
    }

    static byte[] toPem(PublicKey key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return (PEM_HEAD + "\n" + body + "\n" + PEM_FOOT + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    static PublicKey fromPem(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        int start = text.indexOf(PEM_HEAD);
        int end = text.indexOf(PEM_FOOT);
        if (start < 0 || end < start) {
            throw new GeneralSecurityException("the server's public key is not in PEM form");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(start + PEM_HEAD.length(), end));
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("the server's public key is not in PEM form", e);
        }
    }

    private static byte[] mask(byte[] data, AuthData nonce) {
        byte[] key = nonce.bytes();
        byte[] masked = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            masked[i] = (byte) (data[i] ^ key[i % key.length]);
        }
        return masked;
    }
}
