package io.shardgate.planner.lexer;

/** Reads what begins with a digit or with a point before a digit: a number, or an identifier such as {@code 1a}. */
final class NumberScanner {

    private static final byte[] LARGEST = "18446744073709551615".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /** Where the number ends; not set for a word. */
    int end;

    /** The code of INTEGER, DECIMAL, FLOAT, HEX, BIT or INVALID, or of WORD if it is an identifier. */
    int scan(byte[] sql, int from, int to) {
        int p = from;
        if (sql[p] == '0' && p + 1 < to && (sql[p + 1] == 'x' || sql[p + 1] == 'b')) {
            return prefixed(sql, from, to);
        }
        while (p < to && Bytes.isDigit(sql[p])) {
            p++;
        }
        if (p < to && sql[p] == '.') {
            return fraction(sql, p + 1, to);
        }
        if (p == to || !Bytes.isIdentifier(sql[p])) {
            end = p;
            return fits64Bits(sql, from, p) ? TokenKind.INTEGER.code : TokenKind.DECIMAL.code;
        }
        if (sql[p] == 'e' || sql[p] == 'E') {
            int q = p + 1;
            if (q < to && (sql[q] == '+' || sql[q] == '-')) {
                q++;
            }
            if (q < to && Bytes.isDigit(sql[q])) {
                end = endOfDigits(sql, q, to);
                return TokenKind.FLOAT.code;
            }
        }
        return TokenKind.WORD.code;
    }

    /** {@code 0x1F} and {@code 0b01}; the capital letters are not accepted by the servers. */
    private int prefixed(byte[] sql, int from, int to) {
        boolean isHex = sql[from + 1] == 'x';
        int p = from + 2;
        while (p < to && (isHex ? Bytes.isHexDigit(sql[p]) : sql[p] == '0' || sql[p] == '1')) {
            p++;
        }
        if (p == from + 2 || (p < to && Bytes.isIdentifier(sql[p]))) {
            return TokenKind.WORD.code;
        }
        end = p;
        return isHex ? TokenKind.HEX.code : TokenKind.BIT.code;
    }

    /** What follows the point. Unlike a name, a fraction may be followed by letters, which then are a token of their own. */
    private int fraction(byte[] sql, int from, int to) {
        int p = endOfDigits(sql, from, to);
        if (p < to && (sql[p] == 'e' || sql[p] == 'E')) {
            int q = p + 1;
            if (q < to && (sql[q] == '+' || sql[q] == '-')) {
                q++;
            }
            boolean isExponent = q < to && Bytes.isDigit(sql[q]);
            end = isExponent ? endOfDigits(sql, q, to) : q;
            return isExponent ? TokenKind.FLOAT.code : TokenKind.INVALID.code;
        }
        end = p;
        return TokenKind.DECIMAL.code;
    }

    private static int endOfDigits(byte[] sql, int from, int to) {
        int p = from;
        while (p < to && Bytes.isDigit(sql[p])) {
            p++;
        }
        return p;
    }

    private static boolean fits64Bits(byte[] sql, int from, int to) {
        int length = to - from;
        if (length < LARGEST.length) {
            return true;
        }
        int p = from;
        while (p < to && sql[p] == '0') {
            p++;
        }
        if (to - p != LARGEST.length) {
            return to - p < LARGEST.length;
        }
        for (int i = 0; i < LARGEST.length; i++) {
            if (sql[p + i] != LARGEST[i]) {
                return sql[p + i] < LARGEST[i];
            }
        }
        return true;
    }
}
