package io.shardgate.planner.lexer;

import java.nio.charset.StandardCharsets;

/** Finds keywords by their bytes, in any case, without allocation. */
final class KeywordTable {

    private static final int SIZE = 2048;
    private static final byte[][] WORDS = new byte[SIZE][];
    private static final short[] KEYWORDS = new short[SIZE];
    private static final int LONGEST;

    static {
        int longest = 0;
        for (Keyword keyword : Keyword.values()) {
            if (keyword != Keyword.NONE) {
                byte[] word = keyword.name().getBytes(StandardCharsets.US_ASCII);
                int hash = 0;
                for (byte b : word) {
                    hash = addToHash(hash, b);
                }
                int slot = hash & (SIZE - 1);
                while (WORDS[slot] != null) {
                    slot = (slot + 1) & (SIZE - 1);
                }
                WORDS[slot] = word;
                KEYWORDS[slot] = keyword.code;
                longest = Math.max(longest, word.length);
            }
        }
        LONGEST = longest;
    }

    private KeywordTable() {}

    /** One more byte of a word; the case of a letter does not matter. */
    static int addToHash(int hash, int b) {
        return hash * 31 + (b & 0xDF);
    }

    /** The ordinal of the keyword, or of {@link Keyword#NONE}. */
    static int find(byte[] sql, int start, int end, int hash) {
        int length = end - start;
        if (length > LONGEST) {
            return 0;
        }
        int slot = hash & (SIZE - 1);
        for (byte[] word = WORDS[slot]; word != null; word = WORDS[slot]) {
            if (word.length == length && isSame(word, sql, start)) {
                return KEYWORDS[slot];
            }
            slot = (slot + 1) & (SIZE - 1);
        }
        return 0;
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
