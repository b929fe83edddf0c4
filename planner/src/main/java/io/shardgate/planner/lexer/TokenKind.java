package io.shardgate.planner.lexer;

/** What a token is. */
public enum TokenKind {
    /** An identifier or keyword without quotes, NULL, TRUE and FALSE included. */
    WORD,
    /** An identifier in backquotes, or in double quotes under ANSI_QUOTES. */
    QUOTED_IDENTIFIER,
    /** {@code @v}, {@code @'v'}, {@code @`v`}: the sign and the name. */
    USER_VARIABLE,
    /** {@code @@v}, {@code @@global.v}: signs, scope and name, as far as they touch. */
    SYSTEM_VARIABLE,
    /** The host of an account, {@code @localhost} in {@code root@localhost}: the sign touches what is before it. */
    ACCOUNT_HOST,

    /** Digits whose value fits 64 bits without sign. A sign before it is an {@link #OPERATOR} of its own. */
    INTEGER,
    /** Digits with a point, or more of them than 64 bits hold. */
    DECIMAL,
    /** A number with an exponent. */
    FLOAT,
    /** A character string in the connection's charset. */
    STRING,
    /** {@code N'...'}. */
    NATIONAL_STRING,
    /** A charset introducer with the string, hex or bit literal that it belongs to. */
    INTRODUCED_STRING,
    /** {@code x'..'} or {@code 0x..}. */
    HEX,
    /** {@code b'..'} or {@code 0b..}. */
    BIT,
    /** DATE, TIME or TIMESTAMP with its string. */
    TEMPORAL,
    /** A question mark. */
    PARAMETER,
    /** A string directly after AS: a name rather than a value, so the key holds it as it is written. */
    STRING_ALIAS,

    /** All elements of an IN list that has only literals and parameters, without the parentheses around them. */
    LIST,
    /** All rows of VALUES, or all tuples of an IN, where they have only literals and parameters. */
    ROWS,
    /** The word NULL or {@code \N}; only as an element of {@link #LIST} or {@link #ROWS}. */
    NULL_ELEMENT,
    /** The word TRUE or FALSE; only as an element of {@link #LIST} or {@link #ROWS}. */
    BOOLEAN_ELEMENT,
    /** The word DEFAULT; only as an element of {@link #ROWS}. */
    DEFAULT_ELEMENT,

    /** {@code :name}, which MySQL does not know; here so that an error can say so. */
    NAMED_PARAMETER,
    /** {@code \N} outside a list: NULL where the server still knows it. */
    BACKSLASH_N,
    LEFT_PAREN,
    RIGHT_PAREN,
    COMMA,
    DOT,
    /** Only inside a compound body; elsewhere it ends the statement and is not a token. */
    SEMICOLON,
    /** Any other sign or group of signs. */
    OPERATOR,

    /** {@code /*+ ... *}{@code /}: the server's optimizer hint. */
    HINT,
    /** {@code /*vt+ ... *}{@code /}: a directive to the proxy. */
    DIRECTIVE,
    /** {@code /*!} with its version: what follows is part of the statement. */
    EXECUTABLE_OPEN,
    /** The end of an executable comment whose content is part of the statement. */
    EXECUTABLE_CLOSE,

    /** Bytes that are no token; {@link Tokens#lexicalError} says why. */
    INVALID;

    private static final TokenKind[] BY_CODE = values();

    /** What stands for the kind in arrays and keys. */
    final byte code;

    // The order of the constants is part of the scanner's logic (ranges of kinds), so the ordinal is the right code.
    @SuppressWarnings("EnumOrdinal")
    TokenKind() {
        code = (byte) ordinal();
    }

    static TokenKind at(int code) {
        return BY_CODE[code];
    }

    /** Whether it stands for a value that may differ between two texts with the same key; a list holds many. */
    public boolean isLiteral() {
        return code >= INTEGER.code && code <= TEMPORAL.code;
    }

    /** Whether it carries no meaning of its own to a parser: hints, directives and the borders of executable comments. */
    public boolean isMarginal() {
        return code >= HINT.code && code <= EXECUTABLE_CLOSE.code;
    }

    /** Whether it can be a name: of a table, a column, a savepoint. */
    public boolean isName() {
        return this == WORD || this == QUOTED_IDENTIFIER;
    }
}
