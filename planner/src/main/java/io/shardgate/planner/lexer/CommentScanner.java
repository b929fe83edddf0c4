package io.shardgate.planner.lexer;

/** Tells comments that are white space from those that are part of the statement, and finds their ends. */
final class CommentScanner {

    private byte[] sql = {};
    private int to;
    private ServerSyntax syntax = LexerMode.standard().syntax();

    void start(byte[] text, int limit, ServerSyntax serverSyntax) {
        sql = text;
        to = limit;
        syntax = serverSyntax;
    }

    /** The offset after a plain comment; 0 if none begins here, a negative number if it does not end. */
    int skip(int p) {
        byte b = sql[p];
        if (b == '#') {
            return Quotes.endOfLine(sql, p + 1, to);
        }
        if (b == '-' && at(p + 1) == '-' && (p + 2 >= to || Bytes.isSpaceOrControl(sql[p + 2]))) {
            return Quotes.endOfLine(sql, p + 2, to);
        }
        if (b != '/' || at(p + 1) != '*') {
            return 0;
        }
        byte c = at(p + 2);
        if (c == '+' || (c == 'v' && at(p + 3) == 't' && at(p + 4) == '+')) {
            return 0;
        }
        int digits = executableDigits(p);
        if (digits == 0) {
            return Quotes.endOfComment(sql, p + 2, to);
        }
        int digitsEnd = endOfVersion(digits);
        if (digitsEnd == digits || syntax.executes(version(digits, digitsEnd))) {
            return 0;
        }
        return Quotes.endOfSkippedComment(sql, digitsEnd, to);
    }

    /** Where the version of an executable comment would be, or 0 if the comment is a plain one. */
    int executableDigits(int p) {
        if (at(p + 2) == '!') {
            return p + 3;
        }
        boolean isMariadb = syntax.flavor() == ServerSyntax.Flavor.MARIADB;
        return isMariadb && at(p + 2) == 'M' && at(p + 3) == '!' ? p + 4 : 0;
    }

    /** Five or six digits are a version; fewer are the statement's own. */
    int endOfVersion(int digits) {
        int p = digits;
        while (p < to && p - digits < 6 && Bytes.isDigit(sql[p])) {
            p++;
        }
        return p - digits >= 5 ? p : digits;
    }

    private int version(int from, int until) {
        int version = 0;
        for (int p = from; p < until; p++) {
            version = version * 10 + sql[p] - '0';
        }
        return version;
    }

    private byte at(int p) {
        return p < to ? sql[p] : (byte) ' ';
    }
}
