package io.shardgate.proxy.session;

import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.Collations;
import io.shardgate.proxy.wire.ColumnDefinition;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes values as SQL literals that mean the same in every sql_mode. */
final class SqlLiteral {

    private SqlLiteral() {}

    /** A string literal in utf8mb4. */
    static String quote(String text) {
        return quote("utf8mb4", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hexadecimal for all but plain ASCII, as neither sql_mode nor a client's charset then matters. */
    static String quote(String charset, byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b == '\\' || b == 0x7F) {
                return "_" + charset + " x'" + HexFormat.of().formatHex(text) + "'";
            }
        }
        return "'" + new String(text, StandardCharsets.US_ASCII).replace("'", "''") + "'";
    }

    /** The literal of a value that a server sent in the text protocol; null for NULL. */
    static String of(ColumnDefinition column, byte @Nullable [] text) {
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
        return quote(collation.characterSet().name(), text);
    }

    /** Without an exponent a literal with a point is an exact decimal, and the variable's type would change. */
    static String floating(String text) {
        return text.indexOf('e') >= 0 || text.indexOf('E') >= 0 ? text : text + "e0";
    }
}
