package io.shardgate.planner.lexer;

import java.nio.charset.StandardCharsets;

/** Tells the names of charsets, in any case, from their bytes. */
public final class CharsetNames {

    private static final byte[][] NAMES = new byte[ClientCharset.values().length + 1][];

    static {
        int i = 0;
        for (ClientCharset charset : ClientCharset.values()) {
            NAMES[i++] = charset.name().getBytes(StandardCharsets.US_ASCII);
        }
        NAMES[i] = "UTF8".getBytes(StandardCharsets.US_ASCII);
    }

    private CharsetNames() {}

    public static boolean isCharset(byte[] sql, int start, int end) {
        for (byte[] name : NAMES) {
            if (name.length == end - start && isSame(name, sql, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(byte[] upper, byte[] sql, int start) {
        for (int i = 0; i < upper.length; i++) {
            int b = sql[start + i];
            if (b >= 'a' && b <= 'z') {
                b -= 'a' - 'A';
            }
            if (b != upper[i]) {
                return false;
            }
        }
        return true;
    }
}
