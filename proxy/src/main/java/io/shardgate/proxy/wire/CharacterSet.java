package io.shardgate.proxy.wire;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * A character set of MySQL.
 *
 * @param maxBytes the most bytes that one character takes
 * @param backslash where the byte of a backslash can stand, which the lexer has to know
 * @param java the set in Java, empty where Java has none; for {@code latin1} and {@code binary} the nearest one
 */
public record CharacterSet(String name, int maxBytes, Backslash backslash, Optional<Charset> java) {

    /** Where byte 0x5C can stand in text. */
    public enum Backslash {
        /** Only as a character of its own. */
        ALONE,
        /** Also as the second byte of a character, so text must be read character by character (gbk, sjis...). */
        TRAIL,
        /** ASCII takes more than one byte (ucs2, utf16...). No server takes statements in such a set. */
        WIDE
    }

    /** Whether byte 0x5C may be the second half of a character rather than a backslash. */
    public boolean mayTrailWithBackslash() {
        return backslash == Backslash.TRAIL;
    }

    /** Whether a client may send statements in this set. */
    public boolean isForClients() {
        return backslash != Backslash.WIDE;
    }
}
