package io.shardgate.planner.lexer;

/** What each byte is to the scanner, as the server's own lexer sees it. */
final class Bytes {

    static final byte OTHER = 0;
    static final byte SPACE = 1;
    static final byte LETTER = 2;
    static final byte DIGIT = 3;
    static final byte HIGH = 4;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int b = 0; b < 256; b++) {
            if (b >= 0x80) {
                CLASSES[b] = HIGH;
            } else if (b == ' ' || (b >= '\t' && b <= '\r')) {
                CLASSES[b] = SPACE;
            } else if (b >= '0' && b <= '9') {
                CLASSES[b] = DIGIT;
            } else if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || b == '_' || b == '$') {
                CLASSES[b] = LETTER;
            }
        }
    }

    private Bytes() {}

    static byte classOf(byte b) {
        return CLASSES[b & 0xFF];
    }

    static boolean isSpace(byte b) {
        return CLASSES[b & 0xFF] == SPACE;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Whether it may be part of an unquoted identifier. */
    static boolean isIdentifier(byte b) {
        return CLASSES[b & 0xFF] >= LETTER;
    }

    static boolean isSpaceOrControl(byte b) {
        return (b >= 0 && b <= ' ') || b == 0x7F;
    }

    static boolean isHexDigit(byte b) {
        return isDigit(b) || (b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F');
    }
}
