package io.shardgate.planner.lexer;

import java.util.Arrays;

/**
 * A copy of one statement with its tokens and its key, safe to hand to another thread and to keep.
 *
 * <p>Its bytes are the statement's alone, so that offset 0 is its first one; ordinals are those of the fingerprint that it
 * was copied from.
 */
public final class QueryText extends TokenArrays {

    private final FingerprintKey key;

    QueryText(Fingerprint fingerprint) {
        super(
                fingerprint,
                Arrays.copyOfRange(fingerprint.sql, fingerprint.textStart, fingerprint.textEnd),
                -fingerprint.textStart);
        key = fingerprint.copyKey();
    }

    /** Scans a text, or its first statement. */
    public static QueryText of(byte[] sql, LexerMode mode) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.scan(sql, 0, sql.length, mode);
        return fingerprint.copyText();
    }

    public FingerprintKey key() {
        return key;
    }
}
