package io.shardgate.proxy.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions of the authentication plug-ins. */
final class Digests {

    private Digests() {}

    static byte[] sha1(byte[]... parts) {
        return digest(newDigest("SHA-1"), parts);
    }

    static byte[] sha256(byte[]... parts) {
        return digest(newSha256(), parts);
    }

    static MessageDigest newSha256() {
        return newDigest("SHA-256");
    }

    /** Both of one length. */
    static byte[] xor(byte[] a, byte[] b) {
        byte[] result = new byte[a.length];
        for (int i = 0; i < a.length; i++) {
            result[i] = (byte) (a[i] ^ b[i]);
        }
        return result;
    }

    private static byte[] digest(MessageDigest digest, byte[]... parts) {
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
