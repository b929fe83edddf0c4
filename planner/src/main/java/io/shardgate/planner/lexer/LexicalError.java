package io.shardgate.planner.lexer;

/** Why a text cannot be cut into tokens; the server will refuse it as well, in its own words. */
public enum LexicalError {
    NONE("no error"),
    UNTERMINATED_STRING("a string that does not end"),
    UNTERMINATED_IDENTIFIER("a quoted identifier that does not end"),
    UNTERMINATED_COMMENT("a comment that does not end"),
    BAD_HEX_OR_BIT_LITERAL("a hexadecimal or bit literal with wrong digits"),
    BAD_NUMBER("a number with an exponent that has no digits"),
    ILLEGAL_BYTE("a byte that begins no token"),
    TOO_LONG("a text that is too long");

    private final String words;

    LexicalError(String words) {
        this.words = words;
    }

    /** For an error message: "the statement has ...". */
    public String words() {
        return words;
    }
}
