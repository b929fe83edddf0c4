package io.shardgate.proxy.wire;

import org.jspecify.annotations.Nullable;

/** The column types of the protocol, named as it names them, without MYSQL_TYPE_. */
public enum ColumnType {
    DECIMAL(0),
    TINY(1),
    SHORT(2),
    LONG(3),
    FLOAT(4),
    DOUBLE(5),
    NULL(6),
    TIMESTAMP(7),
    LONGLONG(8),
    INT24(9),
    DATE(10),
    TIME(11),
    DATETIME(12),
    YEAR(13),
    VARCHAR(15),
    BIT(16),
    JSON(245),
    NEWDECIMAL(246),
    ENUM(247),
    SET(248),
    TINY_BLOB(249),
    MEDIUM_BLOB(250),
    LONG_BLOB(251),
    BLOB(252),
    VAR_STRING(253),
    STRING(254),
    GEOMETRY(255);

    private static final @Nullable ColumnType[] BY_CODE = new @Nullable ColumnType[256];

    static {
        for (ColumnType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    ColumnType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static ColumnType of(int code) {
        ColumnType type = BY_CODE[code];
        if (type == null) {
            throw new MalformedPacketException("column type " + code + " does not exist");
        }
        return type;
    }
}
