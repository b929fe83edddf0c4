package io.shardgate.vschema.model;

import java.util.List;
import java.util.Optional;

/**
 * A column as an operator wrote it. Kept and written back; what columns really are comes from the servers.
 *
 * @param type as written, such as {@code INT64}; empty for none
 */
public record ColumnDefinition(
        String name,
        String type,
        boolean invisible,
        String defaultValue,
        String collationName,
        int size,
        int scale,
        Optional<Boolean> nullable,
        List<String> values) {

    /** The names that {@code type} may have: those of Vitess's query protocol. */
    public static final List<String> TYPES = List.of(
            ("NULL_TYPE INT8 UINT8 INT16 UINT16 INT24 UINT24 INT32 UINT32 INT64 UINT64 FLOAT32 FLOAT64 TIMESTAMP DATE"
                            + " TIME DATETIME YEAR DECIMAL TEXT BLOB VARCHAR VARBINARY CHAR BINARY BIT ENUM SET TUPLE"
                            + " GEOMETRY JSON EXPRESSION HEXNUM HEXVAL BITNUM VECTOR RAW ROW_TUPLE")
                    .split(" "));

    public ColumnDefinition {
        values = List.copyOf(values);
    }
}
