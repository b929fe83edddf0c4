package io.shardgate.proxy.session;

import io.shardgate.proxy.wire.ColumnDefinition;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes values as SQL literals that mean the same in every sql_mode. */
final class SqlLiteral {

    private static final int BINARY = 63;

    private SqlLiteral() {}

    /** A string literal. Text with a backslash, whose meaning depends on sql_mode, is written in hexadecimal. */
    static String quote(String text) {
        if (text.indexOf('\\') >= 0) {
            return "_utf8mb4 x'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
        }
        return "'" + text.replace("'", "''") + "'";
    }

    /** The literal of a value that a server sent in the text protocol, in utf8mb4; null for NULL. */
    static String of(ColumnDefinition column, byte @Nullable [] text) {
        if (text == null) {
            return "NULL";
        }
        return switch (column.type()) {
            case TINY, SHORT, LONG, LONGLONG, INT24, YEAR, DECIMAL, NEWDECIMAL -> new String(
                    text, StandardCharsets.US_ASCII);
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
                    GEOMETRY -> column.collation() == BINARY && column.type() != io.shardgate.proxy.wire.ColumnType.NULL
                    ? "x'" + HexFormat.of().formatHex(text) + "'"
                    : quote(new String(text, StandardCharsets.UTF_8));
        };
    }

    /** Without an exponent a literal with a point is an exact decimal, and the variable's type would change. */
    private static String floating(String text) {
        return text.indexOf('e') >= 0 ? text : text + "e0";
    }
}
