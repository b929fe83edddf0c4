package io.shardgate.proxy.wire;

import java.util.Arrays;

/**
 * Bytes of an authentication exchange: a server's random challenge or a client's answer to it.
 *
 * <p>Does not print them.
 */
public final class AuthData {

    public static final AuthData EMPTY = new AuthData(new byte[0]);

    private final byte[] bytes;

    private AuthData(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array, which must not change any more. */
    public static AuthData of(byte[] bytes) {
        return new AuthData(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /** A copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How a client says that it has no password: with nothing, or in caching_sha2_password also with one zero byte. */
    public boolean isEmptyPassword() {
        return bytes.length == 0 || (bytes.length == 1 && bytes[0] == 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuthData that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes of authentication data";
    }
}
