package io.shardgate.planner.rewrite;

import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.TypeName;
import java.util.Optional;

/** What an expression's values are, as far as it matters for comparing and adding them. */
record ValueType(Kind kind, Optional<Collation> collation) {

    /** How values compare and add. */
    enum Kind {
        /** Integers and decimals, which add without loss. */
        EXACT,
        /** DOUBLE. */
        DOUBLE,
        /** FLOAT, which prints with fewer digits than it has. */
        SINGLE,
        TEMPORAL,
        BINARY,
        TEXT,
        /** ENUM, SET and BIT: ordered by number, shown otherwise. */
        NUMBERED,
        UNKNOWN
    }

    static final ValueType EXACT = new ValueType(Kind.EXACT, Optional.empty());
    static final ValueType DOUBLE = new ValueType(Kind.DOUBLE, Optional.empty());
    static final ValueType UNKNOWN = new ValueType(Kind.UNKNOWN, Optional.empty());

    static ValueType of(ColumnType type) {
        Kind kind = switch (type.family()) {
            case INTEGER, DECIMAL -> Kind.EXACT;
            case FLOAT -> type.name() == TypeName.FLOAT ? Kind.SINGLE : Kind.DOUBLE;
            case TEMPORAL -> Kind.TEMPORAL;
            case BINARY -> Kind.BINARY;
            case CHARACTER -> Kind.TEXT;
            case MEMBERS, BIT -> Kind.NUMBERED;
            case JSON, GEOMETRY, OTHER -> Kind.UNKNOWN;
        };
        return new ValueType(kind, type.findCollation());
    }

    /**
     * The weight of a space in the collation, in hexadecimal; empty text when it does not pad, empty when we do not know.
     */
    Optional<String> pad() {
        if (collation.isEmpty()) {
            return Optional.empty();
        }
        Collation known = collation.get();
        String name = known.name();
        if (!known.padsSpace()) {
            return Optional.of("");
        }
        return switch (known.charset()) {
            case "utf8mb4", "utf8mb3", "ucs2" -> {
                if (name.endsWith("_general_ci")) {
                    yield Optional.of("0020");
                }
                boolean isUca = name.endsWith("_unicode_ci") || name.endsWith("_unicode_520_ci");
                yield isUca
                        ? Optional.of("0209")
                        : name.equals("utf8mb4_bin") ? Optional.of("000020") : Optional.empty();
            }
            case "latin1", "ascii" -> name.equals("latin1_german2_ci") ? Optional.empty() : Optional.of("20");
            default -> Optional.empty();
        };
    }
}
