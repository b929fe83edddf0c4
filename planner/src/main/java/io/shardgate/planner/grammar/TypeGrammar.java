package io.shardgate.planner.grammar;

import io.shardgate.planner.lexer.TokenKind;
import java.util.Set;

/** Types, of columns and of casts. */
final class TypeGrammar {

    private static final Set<String> INTEGERS = Set.of(
            "TINYINT",
            "SMALLINT",
            "MEDIUMINT",
            "INT",
            "INTEGER",
            "BIGINT",
            "INT1",
            "INT2",
            "INT3",
            "INT4",
            "INT8",
            "MIDDLEINT");
    private static final Set<String> FRACTIONS =
            Set.of("FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "REAL", "DECIMAL", "NUMERIC", "DEC", "FIXED");
    private static final Set<String> WITHOUT_LENGTH = Set.of(
            "DATE",
            "TINYBLOB",
            "MEDIUMBLOB",
            "LONGBLOB",
            "BOOL",
            "BOOLEAN",
            "JSON",
            "SERIAL",
            "GEOMETRY",
            "GEOMETRYCOLLECTION",
            "GEOMCOLLECTION",
            "POINT",
            "MULTIPOINT",
            "LINESTRING",
            "MULTILINESTRING",
            "POLYGON",
            "MULTIPOLYGON");
    private static final Set<String> WITH_LENGTH =
            Set.of("TIME", "DATETIME", "TIMESTAMP", "YEAR", "BIT", "BLOB", "BINARY");
    private static final Set<String> TEXTS = Set.of("TINYTEXT", "MEDIUMTEXT", "LONGTEXT");
    private static final Set<String> NUMBER_OPTIONS = Set.of("SIGNED", "UNSIGNED", "ZEROFILL");

    private final Cursor cursor;

    TypeGrammar(Cursor cursor) {
        this.cursor = cursor;
    }

    /** The type of a column, with its length and charset. */
    void columnType() {
        if (cursor.acceptOneOf(INTEGERS)) {
            cursor.optionalLength();
            numberOptions();
        } else if (cursor.acceptOneOf(FRACTIONS)) {
            cursor.accept("PRECISION");
            optionalPrecision();
            numberOptions();
        } else if (cursor.acceptOneOf(WITHOUT_LENGTH)) {
            return;
        } else if (cursor.acceptOneOf(WITH_LENGTH)) {
            cursor.optionalLength();
        } else if (cursor.accept("VARBINARY")) {
            length();
        } else if (cursor.accept("ENUM") || cursor.accept("SET")) {
            cursor.listInParentheses(this::member);
            charset();
        } else {
            characterType();
        }
    }

    private void member() {
        if (!cursor.accept(TokenKind.HEX) && !cursor.accept(TokenKind.BIT)) {
            cursor.string();
        }
    }

    private void numberOptions() {
        while (cursor.acceptOneOf(NUMBER_OPTIONS)) {
            // In any order.
        }
    }

    private void length() {
        cursor.expect("(");
        cursor.expect(TokenKind.INTEGER);
        cursor.expect(")");
    }

    private void optionalPrecision() {
        if (cursor.accept("(")) {
            cursor.expect(TokenKind.INTEGER);
            if (cursor.accept(",")) {
                cursor.expect(TokenKind.INTEGER);
            }
            cursor.expect(")");
        }
    }

    private void characterType() {
        if (cursor.acceptOneOf(TEXTS)) {
            charset();
        } else if (cursor.accept("TEXT")) {
            cursor.optionalLength();
            charset();
        } else if (cursor.accept("LONG")) {
            if (!cursor.accept("VARBINARY")) {
                boolean isText = cursor.accept("VARCHAR") || cursor.accept("CHAR", "VARYING");
                charset();
                if (isText) {
                    charset();
                }
            }
        } else {
            boolean isNational = cursor.accept("NATIONAL");
            boolean varies = cursor.accept("VARCHAR")
                    || cursor.accept("VARCHARACTER")
                    || (!isNational && cursor.accept("NVARCHAR"))
                    || cursor.accept("CHAR", "VARYING")
                    || cursor.accept("CHARACTER", "VARYING")
                    || cursor.accept("NCHAR", "VARCHAR")
                    || cursor.accept("NCHAR", "VARYING");
            if (varies) {
                length();
                charset();
                return;
            }
            boolean isFixed =
                    cursor.accept("CHAR") || cursor.accept("CHARACTER") || (!isNational && cursor.accept("NCHAR"));
            if (isFixed) {
                cursor.optionalLength();
                charset();
            } else if (cursor.isMariaDb() && !isNational) {
                pluginType();
            } else {
                cursor.fail();
            }
        }
    }

    /** MariaDB's types may come from plugins, so that every name can be one. */
    private void pluginType() {
        if (cursor.is("TEXT")) {
            cursor.fail();
        }
        cursor.name();
        optionalPrecision();
    }

    /** {@code CHARACTER SET x} and its other forms, where it is there. */
    private void charset() {
        if (cursor.accept("BINARY")) {
            charsetName();
        } else if (cursor.accept("ASCII") || cursor.accept("UNICODE") || cursor.accept("BYTE") || charsetName()) {
            cursor.accept("BINARY");
        }
    }

    private boolean charsetName() {
        if (cursor.accept("CHARSET") || cursor.accept("CHARACTER", "SET") || cursor.accept("CHAR", "SET")) {
            if (!cursor.accept("BINARY")) {
                cursor.nameOrString();
            }
            return true;
        }
        return false;
    }

    /** The type that CAST and CONVERT take. */
    void castType() {
        switch (cursor.word()) {
            case "BINARY" -> {
                cursor.next();
                cursor.optionalLength();
            }
            case "CHAR", "CHARACTER" -> {
                cursor.next();
                cursor.optionalLength();
                charset();
            }
            case "NCHAR" -> {
                cursor.next();
                cursor.optionalLength();
            }
            case "NATIONAL" -> {
                cursor.next();
                cursor.expectOneOf(Set.of("CHAR", "CHARACTER"));
                cursor.optionalLength();
            }
            case "SIGNED", "UNSIGNED" -> {
                cursor.next();
                cursor.acceptOneOf(Set.of("INT", "INTEGER", "INT4"));
            }
            case "TIME", "DATETIME" -> {
                cursor.next();
                cursor.optionalLength();
            }
            case "DECIMAL", "DEC" -> {
                cursor.next();
                optionalPrecision();
            }
            case "DATE", "YEAR", "DOUBLE", "REAL", "POINT" -> {
                boolean isDouble = cursor.is("DOUBLE");
                cursor.next();
                if (isDouble) {
                    cursor.accept("PRECISION");
                }
            }
            case "FLOAT" -> {
                cursor.next();
                cursor.optionalLength();
            }
            case "JSON" -> {
                if (cursor.isMariaDb()) {
                    cursor.fail();
                }
                cursor.next();
            }
            default -> otherCastType();
        }
        if (cursor.isMariaDb() && cursor.accept("COLLATE")) {
            collation();
        }
        cursor.accept("ARRAY");
    }

    private void collation() {
        if (!cursor.accept("BINARY")) {
            cursor.nameOrString();
        }
    }

    private void otherCastType() {
        if (!cursor.isMariaDb()) {
            cursor.fail();
        }
        if (cursor.accept("VARCHAR")) {
            length();
            charset();
        } else if (cursor.accept("INT") || cursor.accept("INTEGER")) {
            return;
        } else {
            pluginType();
        }
    }

    /** The name of a charset in {@code USING}. */
    void charsetInCall() {
        if (!cursor.accept("BINARY")) {
            cursor.nameOrString();
        }
    }
}
