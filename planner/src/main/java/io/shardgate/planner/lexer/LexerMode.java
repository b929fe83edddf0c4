package io.shardgate.planner.lexer;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the meaning of a text's bytes depends on: the session's sql_mode and charset, and the syntax of the servers that it
 * is for. Immutable and meant to be kept by the session, changed when one of them changes.
 */
public final class LexerMode {

    /** A member of sql_mode that changes how a text is cut into tokens or which token is which operator. */
    public enum SqlMode {
        ANSI_QUOTES(1),
        NO_BACKSLASH_ESCAPES(2),
        PIPES_AS_CONCAT(4),
        IGNORE_SPACE(8),
        HIGH_NOT_PRECEDENCE(16);

        final int bit;

        SqlMode(int bit) {
            this.bit = bit;
        }
    }

    private static final Set<String> COMBINATIONS_LIKE_ANSI =
            Set.of("ANSI", "DB2", "MAXDB", "MSSQL", "ORACLE", "POSTGRESQL");

    private final int sqlModeBits;
    private final ClientCharset charset;
    private final ServerSyntax syntax;
    private final byte charsetCode;

    private LexerMode(int sqlModeBits, ClientCharset charset, ServerSyntax syntax) {
        this.sqlModeBits = sqlModeBits;
        this.charset = charset;
        this.syntax = syntax;
        this.charsetCode = (byte) List.of(ClientCharset.values()).indexOf(charset);
    }

    public static LexerMode of(Set<SqlMode> sqlModes, ClientCharset charset, ServerSyntax syntax) {
        int bits = 0;
        for (SqlMode sqlMode : sqlModes) {
            bits |= sqlMode.bit;
        }
        return new LexerMode(bits, charset, syntax);
    }

    /** No relevant sql_mode, utf8mb4, MySQL 8.0. */
    public static LexerMode standard() {
        return of(EnumSet.noneOf(SqlMode.class), ClientCharset.UTF8MB4, ServerSyntax.mysql(80015));
    }

    /** The members in the value of the variable, combinations such as ANSI included; others are left out. */
    public static Set<SqlMode> sqlModes(String variable) {
        Set<SqlMode> modes = EnumSet.noneOf(SqlMode.class);
        for (String part : variable.toUpperCase(Locale.ROOT).split(",", -1)) {
            String name = part.strip();
            if (COMBINATIONS_LIKE_ANSI.contains(name)) {
                modes.add(SqlMode.ANSI_QUOTES);
                modes.add(SqlMode.PIPES_AS_CONCAT);
                modes.add(SqlMode.IGNORE_SPACE);
            }
            for (SqlMode mode : SqlMode.values()) {
                if (mode.name().equals(name)) {
                    modes.add(mode);
                }
            }
        }
        return modes;
    }

    public LexerMode withSqlMode(String variable) {
        return of(sqlModes(variable), charset, syntax);
    }

    public LexerMode withCharset(ClientCharset newCharset) {
        return new LexerMode(sqlModeBits, newCharset, syntax);
    }

    public LexerMode withSyntax(ServerSyntax newSyntax) {
        return new LexerMode(sqlModeBits, charset, newSyntax);
    }

    public boolean has(SqlMode sqlMode) {
        return (sqlModeBits & sqlMode.bit) != 0;
    }

    int sqlModeBits() {
        return sqlModeBits;
    }

    /** What stands for the charset in keys. */
    byte charsetCode() {
        return charsetCode;
    }

    public ClientCharset charset() {
        return charset;
    }

    public ServerSyntax syntax() {
        return syntax;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LexerMode mode
                && sqlModeBits == mode.sqlModeBits
                && charset == mode.charset
                && syntax.equals(mode.syntax);
    }

    @Override
    public int hashCode() {
        return (sqlModeBits * 31 + charsetCode) * 31 + syntax.hashCode();
    }

    @Override
    public String toString() {
        Set<SqlMode> modes = EnumSet.noneOf(SqlMode.class);
        for (SqlMode mode : SqlMode.values()) {
            if (has(mode)) {
                modes.add(mode);
            }
        }
        return modes + " " + charset + " " + syntax.flavor() + " " + syntax.version();
    }
}
