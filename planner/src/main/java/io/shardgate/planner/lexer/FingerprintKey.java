package io.shardgate.planner.lexer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What two statements share when they differ only in literals, white space and plain comments: equal keys have the same
 * tokens at the same ordinals.
 *
 * <p>The bytes are compared whole; the hash only finds them. A key from {@link Fingerprint#copyKey} is immutable; the one
 * from {@link Fingerprint#key} is a view for a look-up, on the fingerprint's thread and until its next scan, and must not be
 * kept.
 */
public final class FingerprintKey {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private byte[] bytes;
    private int length;
    private int hash;

    FingerprintKey(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
        this.hash = hash(bytes, length);
    }

    /** Makes a view show other bytes. */
    void show(byte[] newBytes, int newLength) {
        bytes = newBytes;
        length = newLength;
        hash = hash(newBytes, newLength);
    }

    FingerprintKey copy() {
        return new FingerprintKey(Arrays.copyOf(bytes, length), length);
    }

    /** How many bytes it holds, for a cache that weighs its entries. */
    public int length() {
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FingerprintKey key
                && hash == key.hash
                && Arrays.equals(bytes, 0, length, key.bytes, 0, key.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** For logs: the statement with a question mark for each literal; no literal of the client's can appear. */
    @Override
    public String toString() {
        return new String(KeyWriter.printable(bytes, length), StandardCharsets.UTF_8);
    }

    private static int hash(byte[] bytes, int length) {
        long hash = length * PRIME;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            hash = (Long.rotateLeft(hash, 23) ^ (long) LONGS.get(bytes, i)) * PRIME;
        }
        for (; i < length; i++) {
            hash = (Long.rotateLeft(hash, 7) ^ bytes[i]) * PRIME;
        }
        hash ^= hash >>> 32;
        return (int) (hash ^ (hash >>> 15));
    }
}
