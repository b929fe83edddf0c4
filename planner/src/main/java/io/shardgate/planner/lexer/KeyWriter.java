package io.shardgate.planner.lexer;

import java.util.Arrays;

/**
 * Writes the bytes of a key.
 *
 * <p>A token is written as it is, or as a marker below 0x20 if it is a literal or a list. Outside quotes no such byte begins
 * a token, so reading a key from its start finds the same tokens again, and different tokens never give the same key.
 */
final class KeyWriter {

    private static final int FIRST_MARKER = 0x01;
    /** What begins no token is kept behind this, so that it cannot pass for a marker. */
    private static final byte INVALID_MARKER = 0x1F;

    private static final int KEPT_CAPACITY = 1 << 16;

    byte[] bytes = new byte[256];
    int length;

    void start(LexerMode mode) {
        if (bytes.length > KEPT_CAPACITY) {
            bytes = new byte[256];
        }
        bytes[0] = (byte) mode.sqlModeBits();
        bytes[1] = mode.charsetCode();
        length = 2;
    }

    void truncate(int newLength) {
        length = newLength;
    }

    void writeSpace() {
        writeByte((byte) ' ');
    }

    void writeVerbatim(byte[] sql, int start, int end) {
        int size = end - start;
        ensure(size);
        if (size < 16) {
            // Most tokens are short, and a call of arraycopy costs more than this loop.
            for (int i = 0; i < size; i++) {
                bytes[length + i] = sql[start + i];
            }
        } else {
            System.arraycopy(sql, start, bytes, length, size);
        }
        length += size;
    }

    void writeInvalid(byte[] sql, int start, int end) {
        writeByte(INVALID_MARKER);
        writeVerbatim(sql, start, end);
    }

    void writeMarker(int kind) {
        writeByte(marker(kind));
    }

    /** A marker and what tells classes apart within the kind. */
    void writeMarker(int kind, int detail) {
        ensure(5);
        bytes[length++] = marker(kind);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (detail >>> shift);
        }
    }

    private static byte marker(int kind) {
        return (byte) (FIRST_MARKER + kind - TokenKind.INTEGER.code);
    }

    private void writeByte(byte b) {
        ensure(1);
        bytes[length++] = b;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, (int) Math.min(bytes.length * 2L, MAX_ARRAY)));
        }
    }

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** The key with a sign for each marker; approximate, for people. */
    static byte[] printable(byte[] key, int length) {
        byte[] text = new byte[length];
        int size = 0;
        for (int i = 2; i < length; i++) {
            byte b = key[i];
            boolean isMarker = b >= 0 && b < ' ';
            text[size++] = isMarker ? (byte) '?' : b;
            if (isMarker && (b == marker(TokenKind.LIST.code) || b == marker(TokenKind.ROWS.code))) {
                i += 4;
            }
        }
        return Arrays.copyOf(text, size);
    }
}
