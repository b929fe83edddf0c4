package io.shardgate.proxy.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes values as SQL literals that mean the same in every sql_mode. */
public final class SqlLiteral {

    private SqlLiteral() {}

    /** A string literal in utf8mb4. */
    public static String quote(String text) {
        return quote("utf8mb4", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A string literal in a character set in which ASCII is ASCII.
     *
     * <p>Hexadecimal for all but plain ASCII, as neither sql_mode nor a client's charset then matters.
     */
    public static String quote(String charset, byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b == '\\' || b == 0x7F) {
                return hex(charset, text);
            }
        }
        return "'" + new String(text, StandardCharsets.US_ASCII).replace("'", "''") + "'";
    }

    /** The literal of a value that a server sent in the text protocol; null for NULL. */
    public static String of(ColumnDefinition column, byte @Nullable [] text) {
        if (text == null) {
            return "NULL";
        }
        return switch (column.type()) {
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR, DECIMAL, NEWDECIMAL ->
                new String(text, StandardCharsets.US_ASCII);
            case FLOAT, DOUBLE -> floating(new String(text, StandardCharsets.US_ASCII));
            case NULL,
                    TIMESTAMP,
                    DATE,
                    TIME,
                    DATETIME,
                    VARCHAR,
                    BIT,
                    JSON,
                    ENUM,
                    SET,
                    TINY_BLOB,
                    MEDIUM_BLOB,
                    LONG_BLOB,
                    BLOB,
                    VAR_STRING,
                    STRING,
                    GEOMETRY -> string(column, text);
        };
    }

    private static String string(ColumnDefinition column, byte[] text) {
        Collation collation = Collations.find(column.collation()).orElse(null);
        if (collation == null || collation.id() == Collation.BINARY) {
            return "x'" + HexFormat.of().formatHex(text) + "'";
        }
        CharacterSet set = collation.characterSet();
        return set.isForClients() ? quote(set.name(), text) : hex(set.name(), text);
    }

    private static String hex(String charset, byte[] text) {
        return "_" + charset + " x'" + HexFormat.of().formatHex(text) + "'";
    }

    /** The literal of a binary string, which is a string also where a number is wanted. */
    public static String binary(byte[] bytes) {
        return hex("binary", bytes);
    }

    /** Without an exponent a literal with a point is an exact decimal, and the variable's type would change. */
    public static String floating(String text) {
        return text.indexOf('e') >= 0 || text.indexOf('E') >= 0 ? text : text + "e0";
    }
}
