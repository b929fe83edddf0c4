package io.shardgate.planner.lexer;

/** Finds the ends of quoted things; every method gives the offset behind the end, or -1 if there is none before the limit. */
final class Quotes {

    private Quotes() {}

    /** A string that opens at the offset: a doubled quote is part of it, and what follows a backslash unless the mode says no. */
    static int endOfString(byte[] sql, int open, int to, boolean isBackslashPlain, ClientCharset.Shape shape) {
        byte quote = sql[open];
        boolean hasPairs = hasPairs(shape);
        int p = open + 1;
        while (p < to) {
            byte b = sql[p];
            if (b == quote) {
                if (p + 1 < to && sql[p + 1] == quote) {
                    p += 2;
                } else {
                    return p + 1;
                }
            } else if (b == '\\' && !isBackslashPlain) {
                p += 2;
            } else if (b < 0 && hasPairs && p + 1 < to && shape.isPair(b & 0xFF, sql[p + 1] & 0xFF)) {
                p += 2;
            } else {
                p++;
            }
        }
        return -1;
    }

    /** An identifier that opens at the offset: a doubled quote is part of it, a backslash is nothing special. */
    static int endOfIdentifier(byte[] sql, int open, int to, ClientCharset.Shape shape) {
        return endOfString(sql, open, to, true, shape);
    }

    private static boolean hasPairs(ClientCharset.Shape shape) {
        return shape != ClientCharset.Shape.SELF_DELIMITING && shape != ClientCharset.Shape.SINGLE_BYTE;
    }

    /** Digits up to a closing apostrophe, for {@code x'..'} and {@code b'..'}; -1 as well if they are wrong. */
    static int endOfDigits(byte[] sql, int open, int to, boolean isHex) {
        int p = open + 1;
        while (p < to && (isHex ? Bytes.isHexDigit(sql[p]) : sql[p] == '0' || sql[p] == '1')) {
            p++;
        }
        boolean isWhole = !isHex || ((p - open - 1) & 1) == 0;
        return isWhole && p < to && sql[p] == '\'' ? p + 1 : -1;
    }

    /** The text after a comment's end, which is searched from the offset on. */
    static int endOfComment(byte[] sql, int from, int to) {
        for (int p = from; p + 1 < to; p++) {
            if (sql[p] == '*' && sql[p + 1] == '/') {
                return p + 2;
            }
        }
        return -1;
    }

    /** As {@link #endOfComment}, for an executable comment that is not executed: one plain comment may be inside. */
    static int endOfSkippedComment(byte[] sql, int from, int to) {
        int p = from;
        while (p + 1 < to) {
            if (sql[p] == '*' && sql[p + 1] == '/') {
                return p + 2;
            }
            if (sql[p] == '/' && sql[p + 1] == '*') {
                p = endOfComment(sql, p + 2, to);
                if (p < 0) {
                    return -1;
                }
            } else {
                p++;
            }
        }
        return -1;
    }

    /** The line's end; like the server, a NUL byte ends the comment too. */
    static int endOfLine(byte[] sql, int from, int to) {
        int p = from;
        while (p < to && sql[p] != '\n' && sql[p] != 0) {
            p++;
        }
        return p;
    }
}
