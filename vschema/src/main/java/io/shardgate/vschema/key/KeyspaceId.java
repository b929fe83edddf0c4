package io.shardgate.vschema.key;

import java.util.Arrays;
import java.util.HexFormat;

/** A row's place in its keyspace: bytes of any length, ordered as unsigned bytes from the left. */
public final class KeyspaceId implements Comparable<KeyspaceId> {

    private final byte[] bytes;

    private KeyspaceId(byte[] bytes) {
        this.bytes = bytes;
    }

    public static KeyspaceId of(byte[] bytes) {
        return new KeyspaceId(bytes.clone());
    }

    /** The eight bytes of the number, the highest first. */
    public static KeyspaceId ofBits(long bits) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            bytes[i] = (byte) bits;
            bits >>>= Byte.SIZE;
        }
        return new KeyspaceId(bytes);
    }

    /**
     * Reads an id written in hexadecimal, two digits a byte; an empty text is the empty id.
     *
     * @throws IllegalArgumentException when the text is not that; the message is fit for a user
     */
    public static KeyspaceId parseHex(String hex) {
        return new KeyspaceId(Hex.parse(hex, "keyspace id"));
    }

    /** For this package: takes the array without a copy, so the caller must not keep it. */
    static KeyspaceId wrap(byte[] bytes) {
        return new KeyspaceId(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The first eight bytes as a number, the highest first; an id that is shorter or longer has no such number. */
    public long bits() {
        if (bytes.length != Long.BYTES) {
            throw new IllegalStateException("keyspace id " + hex() + " has " + bytes.length + " bytes, not 8");
        }
        long bits = 0;
        for (byte b : bytes) {
            bits = bits << Byte.SIZE | (b & 0xFF);
        }
        return bits;
    }

    /** Where the id is in the keyspace, from 0 to below 1: its bytes as the digits after the point. */
    public double fraction() {
        double fraction = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            fraction = (fraction + (bytes[i] & 0xFF)) / 256;
        }
        return fraction;
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(KeyspaceId other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyspaceId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
