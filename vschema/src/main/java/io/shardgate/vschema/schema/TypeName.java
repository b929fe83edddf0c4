package io.shardgate.vschema.schema;

import java.util.Locale;
import java.util.Optional;

/** The types that a MySQL or MariaDB column can have, named as information_schema names them. */
public enum TypeName {
    TINYINT(Family.INTEGER),
    SMALLINT(Family.INTEGER),
    MEDIUMINT(Family.INTEGER),
    INT(Family.INTEGER),
    BIGINT(Family.INTEGER),
    DECIMAL(Family.DECIMAL),
    FLOAT(Family.FLOAT),
    DOUBLE(Family.FLOAT),
    BIT(Family.BIT),
    DATE(Family.TEMPORAL),
    TIME(Family.TEMPORAL),
    DATETIME(Family.TEMPORAL),
    TIMESTAMP(Family.TEMPORAL),
    YEAR(Family.TEMPORAL),
    CHAR(Family.CHARACTER),
    VARCHAR(Family.CHARACTER),
    TINYTEXT(Family.CHARACTER),
    TEXT(Family.CHARACTER),
    MEDIUMTEXT(Family.CHARACTER),
    LONGTEXT(Family.CHARACTER),
    BINARY(Family.BINARY),
    VARBINARY(Family.BINARY),
    TINYBLOB(Family.BINARY),
    BLOB(Family.BINARY),
    MEDIUMBLOB(Family.BINARY),
    LONGBLOB(Family.BINARY),
    ENUM(Family.MEMBERS),
    SET(Family.MEMBERS),
    JSON(Family.JSON),
    GEOMETRY(Family.GEOMETRY),
    POINT(Family.GEOMETRY),
    LINESTRING(Family.GEOMETRY),
    POLYGON(Family.GEOMETRY),
    MULTIPOINT(Family.GEOMETRY),
    MULTILINESTRING(Family.GEOMETRY),
    MULTIPOLYGON(Family.GEOMETRY),
    GEOMETRYCOLLECTION(Family.GEOMETRY),
    VECTOR(Family.OTHER),
    /** MariaDB's. */
    UUID(Family.OTHER),
    /** MariaDB's. */
    INET4(Family.OTHER),
    /** MariaDB's. */
    INET6(Family.OTHER),
    /** A type that this version of ours has never heard of; its columns are relayed and never used to route. */
    UNKNOWN(Family.OTHER);

    /** What the values of a type are, and so how they compare. */
    public enum Family {
        INTEGER,
        DECIMAL,
        FLOAT,
        BIT,
        TEMPORAL,
        /** Characters with a charset and a collation. */
        CHARACTER,
        /** Bytes that compare as bytes. */
        BINARY,
        /** ENUM and SET: numbers that show as characters. */
        MEMBERS,
        JSON,
        GEOMETRY,
        OTHER
    }

    private final Family family;

    TypeName(Family family) {
        this.family = family;
    }

    public Family family() {
        return family;
    }

    /** By information_schema's DATA_TYPE, in any case, with the synonyms that servers print. */
    public static Optional<TypeName> find(String dataType) {
        String name = dataType.toUpperCase(Locale.ROOT);
        return switch (name) {
            case "INTEGER" -> Optional.of(INT);
            case "NUMERIC" -> Optional.of(DECIMAL);
            case "REAL" -> Optional.of(DOUBLE);
            case "GEOMCOLLECTION" -> Optional.of(GEOMETRYCOLLECTION);
            default -> {
                for (TypeName type : values()) {
                    if (type != UNKNOWN && type.name().equals(name)) {
                        yield Optional.of(type);
                    }
                }
                yield Optional.empty();
            }
        };
    }
}
