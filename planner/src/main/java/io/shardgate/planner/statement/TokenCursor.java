package io.shardgate.planner.statement;

import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.LiteralReader;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.value.SqlValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A place in a statement's tokens that moves forward; hints and the borders of executable comments are passed over. */
final class TokenCursor {

    private static final int NEAR_LENGTH = 80;

    private final Tokens tokens;
    private int next;

    TokenCursor(Tokens tokens, int first) {
        this.tokens = tokens;
        this.next = first;
        skipMarginal();
    }

    Tokens tokens() {
        return tokens;
    }

    /** The ordinal of the token here, or the count at the end. */
    int ordinal() {
        return next;
    }

    void moveTo(int ordinal) {
        next = ordinal;
        skipMarginal();
    }

    boolean isAtEnd() {
        return next >= tokens.count();
    }

    TokenKind kind() {
        return isAtEnd() ? TokenKind.INVALID : tokens.kind(next);
    }

    Keyword keyword() {
        return isAtEnd() ? Keyword.NONE : tokens.keyword(next);
    }

    Keyword keywordAfter() {
        int after = next + 1;
        while (after < tokens.count() && tokens.kind(after).isMarginal()) {
            after++;
        }
        return after < tokens.count() ? tokens.keyword(after) : Keyword.NONE;
    }

    void advance() {
        next++;
        skipMarginal();
    }

    private void skipMarginal() {
        while (next < tokens.count() && tokens.kind(next).isMarginal()) {
            next++;
        }
    }

    boolean take(Keyword keyword) {
        boolean isHere = keyword() == keyword;
        if (isHere) {
            advance();
        }
        return isHere;
    }

    boolean take(TokenKind kind) {
        boolean isHere = !isAtEnd() && kind() == kind;
        if (isHere) {
            advance();
        }
        return isHere;
    }

    boolean isOperator(String sign) {
        return kind() == TokenKind.OPERATOR && tokens.is(next, sign);
    }

    boolean takeOperator(String sign) {
        boolean isHere = isOperator(sign);
        if (isHere) {
            advance();
        }
        return isHere;
    }

    /** Whether an unquoted word is here, in any case. */
    boolean isWord(String word) {
        return kind() == TokenKind.WORD && tokens.text(next).equalsIgnoreCase(word);
    }

    boolean takeWord(String word) {
        boolean isHere = isWord(word);
        if (isHere) {
            advance();
        }
        return isHere;
    }

    void expect(Keyword keyword) {
        if (!take(keyword)) {
            throw syntaxError();
        }
    }

    void expectEnd() {
        if (!isAtEnd()) {
            throw syntaxError();
        }
    }

    /** A name, without its quotes. */
    String name() {
        if (isAtEnd() || !kind().isName()) {
            throw syntaxError();
        }
        String name = nameAt(next);
        advance();
        return name;
    }

    String nameAt(int ordinal) {
        return unquote(rawText(tokens.start(ordinal), tokens.end(ordinal)));
    }

    /** Without backquotes or double quotes around it; a doubled one inside is one. */
    static String unquote(String name) {
        char quote = name.isEmpty() ? 'x' : name.charAt(0);
        if ((quote == '`' || quote == '"') && name.length() > 1) {
            String doubled = String.valueOf(quote).repeat(2);
            return name.substring(1, name.length() - 1).replace(doubled, String.valueOf(quote));
        }
        return name;
    }

    /** The text between two offsets, read in the client's charset. */
    String rawText(int start, int end) {
        Charset charset = tokens.mode().charset().javaCharset().orElse(StandardCharsets.UTF_8);
        return new String(tokens.bytes(), start, end - start, charset);
    }

    TableName tableName() {
        String first = name();
        return take(TokenKind.DOT) ? new TableName(Optional.of(first), name()) : new TableName(Optional.empty(), first);
    }

    /** A string's characters, or a word as it is written: what MySQL's grammar allows for charsets and the like. */
    String textOrWord() {
        if (kind().isName()) {
            return name();
        }
        return string();
    }

    String string() {
        if (kind() != TokenKind.STRING && kind() != TokenKind.STRING_ALIAS) {
            throw syntaxError();
        }
        SqlValue value = LiteralReader.read(tokens, next).orElseThrow(this::syntaxError);
        advance();
        return new String(value.textBytes(), StandardCharsets.UTF_8);
    }

    long integer() {
        if (kind() != TokenKind.INTEGER) {
            throw syntaxError();
        }
        SqlValue value = LiteralReader.read(tokens, next).orElseThrow(this::syntaxError);
        long integer = value.unsignedBits().orElseThrow(this::syntaxError);
        if (integer < 0) {
            throw syntaxError();
        }
        advance();
        return integer;
    }

    /** A user variable's name, without the sign and quotes. */
    String userVariable() {
        if (kind() != TokenKind.USER_VARIABLE) {
            throw syntaxError();
        }
        String name = rawText(tokens.start(next) + 1, tokens.end(next));
        advance();
        return name.startsWith("'") ? name.substring(1, name.length() - 1).replace("''", "'") : unquote(name);
    }

    String upperCaseText() {
        return tokens.text(next).toUpperCase(Locale.ROOT);
    }

    /** MySQL's own message for the token here. */
    SqlErrorException syntaxError() {
        int at = isAtEnd() ? tokens.textEnd() : tokens.start(next);
        int line = 1;
        for (int p = tokens.textStart(); p < at; p++) {
            if (tokens.bytes()[p] == '\n') {
                line++;
            }
        }
        String near = rawText(at, tokens.textEnd());
        return SqlError.SYNTAX_ERROR.exception(near.substring(0, Math.min(near.length(), NEAR_LENGTH)), line);
    }
}
