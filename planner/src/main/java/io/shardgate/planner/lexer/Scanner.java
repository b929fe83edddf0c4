package io.shardgate.planner.lexer;

/**
 * Cuts a text into tokens, one at a time, as the lexer of the servers does.
 *
 * <p>Where the servers' lexer depends on what came before (a name after a point, a host after an account), so does this one,
 * through the previous token's kind and end. {@link #save} and {@link #restore} let a caller look ahead.
 */
final class Scanner {

    /** No token is left. */
    static final int END = -1;

    static final int WORD = TokenKind.WORD.code;
    static final int QUOTED_IDENTIFIER = TokenKind.QUOTED_IDENTIFIER.code;
    static final int USER_VARIABLE = TokenKind.USER_VARIABLE.code;
    static final int SYSTEM_VARIABLE = TokenKind.SYSTEM_VARIABLE.code;
    static final int ACCOUNT_HOST = TokenKind.ACCOUNT_HOST.code;
    static final int STRING = TokenKind.STRING.code;
    static final int NATIONAL_STRING = TokenKind.NATIONAL_STRING.code;
    static final int INTRODUCED_STRING = TokenKind.INTRODUCED_STRING.code;
    static final int HEX = TokenKind.HEX.code;
    static final int BIT = TokenKind.BIT.code;
    static final int TEMPORAL = TokenKind.TEMPORAL.code;
    static final int PARAMETER = TokenKind.PARAMETER.code;
    static final int NAMED_PARAMETER = TokenKind.NAMED_PARAMETER.code;
    static final int BACKSLASH_N = TokenKind.BACKSLASH_N.code;
    static final int LEFT_PAREN = TokenKind.LEFT_PAREN.code;
    static final int RIGHT_PAREN = TokenKind.RIGHT_PAREN.code;
    static final int COMMA = TokenKind.COMMA.code;
    static final int DOT = TokenKind.DOT.code;
    static final int SEMICOLON = TokenKind.SEMICOLON.code;
    static final int OPERATOR = TokenKind.OPERATOR.code;
    static final int HINT = TokenKind.HINT.code;
    static final int DIRECTIVE = TokenKind.DIRECTIVE.code;
    static final int EXECUTABLE_OPEN = TokenKind.EXECUTABLE_OPEN.code;
    static final int EXECUTABLE_CLOSE = TokenKind.EXECUTABLE_CLOSE.code;
    static final int INVALID = TokenKind.INVALID.code;

    private byte[] sql = {};
    private int to;
    private boolean hasAnsiQuotes;
    private boolean isBackslashPlain;
    private ClientCharset.Shape shape = ClientCharset.Shape.SELF_DELIMITING;
    private final NumberScanner numbers = new NumberScanner();
    private final CommentScanner comments = new CommentScanner();

    /** The token's offsets. */
    int start;

    int end;
    /** Whether white space or a comment is before it. */
    boolean isSpaced;
    /** The code of the keyword that a word is. */
    int keyword;
    /** For an introduced string, where the introducer's name ends; for it and a temporal literal, the inner literal's kind. */
    int prefixEnd;

    int innerKind;

    LexicalError error = LexicalError.NONE;
    private LexicalError savedError = LexicalError.NONE;

    private boolean isExecutable;
    private int previousKind = END;
    private int previousEnd;
    private boolean savedExecutable;
    private int savedPreviousKind;
    private int savedPreviousEnd;

    void start(byte[] text, int limit, LexerMode mode) {
        sql = text;
        to = limit;
        hasAnsiQuotes = mode.has(LexerMode.SqlMode.ANSI_QUOTES);
        isBackslashPlain = mode.has(LexerMode.SqlMode.NO_BACKSLASH_ESCAPES);
        comments.start(text, limit, mode.syntax());
        shape = mode.charset().shape();
        error = LexicalError.NONE;
        isExecutable = false;
        previousKind = END;
        previousEnd = -1;
    }

    void save() {
        savedExecutable = isExecutable;
        savedPreviousKind = previousKind;
        savedPreviousEnd = previousEnd;
        savedError = error;
    }

    void restore() {
        isExecutable = savedExecutable;
        previousKind = savedPreviousKind;
        previousEnd = savedPreviousEnd;
        error = savedError;
    }

    /** Reads the token at or after an offset, which must be the last one's end; its kind's code, or {@link #END}. */
    int next(int from) {
        int kind = read(from);
        previousKind = kind;
        previousEnd = end;
        return kind;
    }

    private int read(int from) {
        int p = from;
        isSpaced = false;
        while (p < to) {
            byte b = sql[p];
            byte byteClass = Bytes.classOf(b);
            if (byteClass == Bytes.SPACE) {
                p++;
                isSpaced = true;
                continue;
            }
            start = p;
            if (byteClass == Bytes.LETTER) {
                return word(p);
            }
            if (byteClass == Bytes.DIGIT) {
                return isNameAfterPoint(p) ? word(p) : number(p);
            }
            if (byteClass == Bytes.HIGH) {
                return isIllegalHigh(b) ? illegal(p) : word(p);
            }
            int afterComment = comments.skip(p);
            if (afterComment > 0) {
                p = afterComment;
                isSpaced = true;
                continue;
            }
            if (afterComment < 0) {
                return unterminated(LexicalError.UNTERMINATED_COMMENT);
            }
            return sign(p, b);
        }
        start = to;
        end = to;
        return END;
    }

    /** To be called where the statement ends: an executable comment must have ended before. */
    void finish() {
        if (isExecutable) {
            note(LexicalError.UNTERMINATED_COMMENT);
        }
    }

    private int sign(int p, byte b) {
        return switch (b) {
            case '\'' -> string(p, STRING);
            case '"' -> hasAnsiQuotes ? quotedIdentifier(p) : string(p, STRING);
            case '`' -> quotedIdentifier(p);
            case '(' -> token(LEFT_PAREN, p + 1);
            case ')' -> token(RIGHT_PAREN, p + 1);
            case ',' -> token(COMMA, p + 1);
            case ';' -> token(SEMICOLON, p + 1);
            case '.' -> Bytes.isDigit(at(p + 1)) && !isAfterName(p) ? number(p) : token(DOT, p + 1);
            case '?' -> token(Bytes.isIdentifier(at(p + 1)) ? OPERATOR : PARAMETER, p + 1);
            case '@' -> variable(p);
            case ':' -> colon(p);
            case '\\' -> at(p + 1) == 'N' ? token(BACKSLASH_N, p + 2) : illegal(p);
            case '/' -> at(p + 1) == '*' ? specialComment(p) : token(OPERATOR, p + 1);
            case '*' -> isExecutable && at(p + 1) == '/' ? closeExecutable(p) : token(OPERATOR, p + 1);
            default -> b <= ' ' || b == 0x7F ? illegal(p) : token(OPERATOR, endOfOperator(p, b));
        };
    }

    private int closeExecutable(int p) {
        isExecutable = false;
        return token(EXECUTABLE_CLOSE, p + 2);
    }

    private int endOfOperator(int p, byte b) {
        byte second = at(p + 1);
        return switch (b) {
            case '<' -> second == '=' ? p + (at(p + 2) == '>' ? 3 : 2) : p + (second == '>' || second == '<' ? 2 : 1);
            case '>' -> p + (second == '=' || second == '>' ? 2 : 1);
            case '!' -> p + (second == '=' ? 2 : 1);
            case '|' -> p + (second == '|' ? 2 : 1);
            case '&' -> p + (second == '&' ? 2 : 1);
            case '-' -> second == '>' ? p + (at(p + 2) == '>' ? 3 : 2) : p + 1;
            default -> p + 1;
        };
    }

    /** A hint, a directive, or the start of an executable comment: plain comments have been skipped. */
    private int specialComment(int p) {
        int digits = comments.executableDigits(p);
        if (digits != 0) {
            isExecutable = true;
            return token(EXECUTABLE_OPEN, comments.endOfVersion(digits));
        }
        int close = Quotes.endOfComment(sql, p + 2, to);
        if (close < 0) {
            return unterminated(LexicalError.UNTERMINATED_COMMENT);
        }
        return token(at(p + 2) == '+' ? HINT : DIRECTIVE, close);
    }

    private int word(int from) {
        int p = from;
        int hash = 0;
        while (p < to) {
            byte b = sql[p];
            if (b >= 0) {
                if (!Bytes.isIdentifier(b)) {
                    break;
                }
                p++;
            } else if (shape == ClientCharset.Shape.SELF_DELIMITING) {
                p++;
            } else if (p + 1 < to && shape.isPair(b & 0xFF, sql[p + 1] & 0xFF)) {
                p += 2;
            } else if (isIllegalHigh(b)) {
                break;
            } else {
                p++;
            }
            hash = KeywordTable.addToHash(hash, b);
        }
        keyword = 0;
        if (previousKind == DOT) {
            return token(WORD, p);
        }
        byte first = sql[from];
        if (p < to && sql[p] == '\'' && p == from + 1) {
            int kind = kindByPrefix(first);
            if (kind != WORD) {
                return kind == NATIONAL_STRING ? string(p, kind) : digits(p, kind);
            }
        }
        if (first == '_' && isIntroducer(from, p)) {
            return introduced(p);
        }
        keyword = KeywordTable.find(sql, from, p, hash);
        if (keyword == Keyword.DATE.code || keyword == Keyword.TIME.code || keyword == Keyword.TIMESTAMP.code) {
            return temporal(p);
        }
        return token(WORD, p);
    }

    private static int kindByPrefix(byte letter) {
        return switch (letter) {
            case 'x', 'X' -> HEX;
            case 'b', 'B' -> BIT;
            case 'n', 'N' -> NATIONAL_STRING;
            default -> WORD;
        };
    }

    private boolean isIntroducer(int from, int until) {
        return until - from <= 9 && CharsetNames.isCharset(sql, from + 1, until);
    }

    /** The name of a charset belongs to the literal after it; without one it is the server's to complain. */
    private int introduced(int nameEnd) {
        int p = skipToLiteral(nameEnd);
        int kind = p < to ? startOfLiteral(p) : END;
        if (kind == END) {
            return token(WORD, nameEnd);
        }
        int wordStart = start;
        int found = kind == STRING ? string(p, STRING) : at(p) == '0' ? number(p) : digits(p + 1, kind);
        start = wordStart;
        if (found != kind) {
            return found == INVALID ? INVALID : token(WORD, nameEnd);
        }
        prefixEnd = nameEnd;
        innerKind = kind;
        return INTRODUCED_STRING;
    }

    /** The kind of a string, hexadecimal or bit literal that seems to begin at the offset, or {@link #END}. */
    private int startOfLiteral(int p) {
        byte b = sql[p];
        byte second = at(p + 1);
        if (b == '\'' || (b == '"' && !hasAnsiQuotes)) {
            return STRING;
        }
        if (((b == 'x' || b == 'X') && second == '\'') || (b == '0' && second == 'x')) {
            return HEX;
        }
        if (((b == 'b' || b == 'B') && second == '\'') || (b == '0' && second == 'b')) {
            return BIT;
        }
        return END;
    }

    private int temporal(int wordEnd) {
        int p = skipToLiteral(wordEnd);
        if (p >= to || startOfLiteral(p) != STRING) {
            return token(WORD, wordEnd);
        }
        int wordStart = start;
        int found = string(p, TEMPORAL);
        start = wordStart;
        prefixEnd = wordEnd;
        return found;
    }

    /** Over white space and plain comments. */
    private int skipToLiteral(int from) {
        int p = from;
        while (p < to) {
            if (Bytes.isSpace(sql[p])) {
                p++;
                continue;
            }
            int afterComment = comments.skip(p);
            if (afterComment <= 0) {
                return p;
            }
            p = afterComment;
        }
        return p;
    }

    private int number(int from) {
        int kind = numbers.scan(sql, from, to);
        if (kind == WORD) {
            return word(from);
        }
        if (kind == INVALID) {
            note(LexicalError.BAD_NUMBER);
        }
        return token(kind, numbers.end);
    }

    private int digits(int open, int kind) {
        int close = Quotes.endOfDigits(sql, open, to, kind == HEX);
        return close < 0 ? unterminated(LexicalError.BAD_HEX_OR_BIT_LITERAL) : token(kind, close);
    }

    private int string(int open, int kind) {
        int close = Quotes.endOfString(sql, open, to, isBackslashPlain, shape);
        return close < 0 ? unterminated(LexicalError.UNTERMINATED_STRING) : token(kind, close);
    }

    private int quotedIdentifier(int open) {
        int close = Quotes.endOfIdentifier(sql, open, to, shape);
        return close < 0 ? unterminated(LexicalError.UNTERMINATED_IDENTIFIER) : token(QUOTED_IDENTIFIER, close);
    }

    private int variable(int p) {
        byte second = at(p + 1);
        if (second == '@') {
            return systemVariable(p);
        }
        int kind = isAfterAccount(p) ? ACCOUNT_HOST : USER_VARIABLE;
        if (second == '`' || (second == '"' && hasAnsiQuotes)) {
            int close = Quotes.endOfIdentifier(sql, p + 1, to, shape);
            return close < 0 ? unterminated(LexicalError.UNTERMINATED_IDENTIFIER) : token(kind, close);
        }
        if (second == '\'' || second == '"') {
            return string(p + 1, kind);
        }
        int q = p + 1;
        while (q < to && (isVariableByte(sql[q]) || sql[q] == '.')) {
            q++;
        }
        return token(kind, q);
    }

    /** Without quotes the servers end a variable's name at the first byte that is no letter, digit, dot, _ or $. */
    private boolean isVariableByte(byte b) {
        return b < 0 ? shape == ClientCharset.Shape.SINGLE_BYTE && !isIllegalHigh(b) : Bytes.isIdentifier(b);
    }

    private int systemVariable(int p) {
        int q = p + 2;
        while (true) {
            int partEnd = endOfNamePart(q);
            if (partEnd <= q) {
                return partEnd < 0 ? unterminated(LexicalError.UNTERMINATED_IDENTIFIER) : illegal(p);
            }
            q = partEnd;
            boolean isMore = at(q) == '.' && (at(q + 1) == '`' || Bytes.isIdentifier(at(q + 1)));
            if (!isMore) {
                return token(SYSTEM_VARIABLE, q);
            }
            q++;
        }
    }

    private int endOfNamePart(int from) {
        if (at(from) == '`') {
            return Quotes.endOfIdentifier(sql, from, to, shape);
        }
        int p = from;
        while (p < to && Bytes.isIdentifier(sql[p])) {
            p++;
        }
        return p;
    }

    private int colon(int p) {
        byte second = at(p + 1);
        if (second == '=') {
            return token(OPERATOR, p + 2);
        }
        // A label's colon touches the label; what follows is a statement then.
        boolean isLabel = previousEnd == p && (previousKind == WORD || previousKind == QUOTED_IDENTIFIER);
        if (isLabel || !Bytes.isIdentifier(second)) {
            return token(OPERATOR, p + 1);
        }
        return token(NAMED_PARAMETER, endOfNamePart(p + 1));
    }

    /** A digit directly after a point that belongs to a name begins a name too: {@code t.1a}. */
    private boolean isNameAfterPoint(int p) {
        return previousKind == DOT && previousEnd == p;
    }

    private boolean isAfterName(int p) {
        return previousEnd == p && (previousKind == WORD || previousKind == QUOTED_IDENTIFIER);
    }

    private boolean isAfterAccount(int p) {
        return previousEnd == p
                && (previousKind == WORD || previousKind == QUOTED_IDENTIFIER || previousKind == STRING);
    }

    /**
     * In single-byte charsets the servers take some of these bytes for white space (0xA0 in most), so that a name that holds
     * one would be two tokens to them. Letters of all these charsets are in the other range.
     */
    private boolean isIllegalHigh(byte b) {
        return shape == ClientCharset.Shape.SINGLE_BYTE && ((b & 0xFF) < 0xC0 || (b & 0xFF) == 0xFF);
    }

    private int illegal(int p) {
        note(LexicalError.ILLEGAL_BYTE);
        return token(INVALID, p + 1);
    }

    /** The rest of the text is one token. */
    private int unterminated(LexicalError why) {
        note(why);
        return token(INVALID, to);
    }

    private void note(LexicalError why) {
        if (error == LexicalError.NONE) {
            error = why;
        }
    }

    private int token(int kind, int tokenEnd) {
        end = tokenEnd;
        return kind;
    }

    /** The byte at an offset, or a blank behind the end, which continues nothing. */
    private byte at(int p) {
        return p < to ? sql[p] : (byte) ' ';
    }
}
