package io.shardgate.vschema.schema;

import io.shardgate.vschema.value.SqlValue;

/** The numbers that an integer type holds. The bounds are in the type's own signedness. */
record IntegerRange(boolean unsigned, long min, long max) {

    static IntegerRange of(ColumnType type) {
        int bits = switch (type.name()) {
            case TINYINT -> 8;
            case SMALLINT -> 16;
            case MEDIUMINT -> 24;
            case INT -> 32;
            case BIGINT -> 64;
            default -> throw new IllegalArgumentException(type.name() + " is not an integer type");
        };
        return type.unsigned()
                ? new IntegerRange(true, 0, -1L >>> (Long.SIZE - bits))
                : new IntegerRange(false, -1L << (bits - 1), ~(-1L << (bits - 1)));
    }

    boolean contains(SqlValue integer) {
        if (unsigned) {
            var value = integer.unsignedBits();
            return value.isPresent() && Long.compareUnsigned(value.getAsLong(), max) <= 0;
        }
        long bits = integer.integerBits().orElseThrow();
        boolean overflows = bits < 0 && integer.unsignedBits().isPresent();
        return !overflows && bits >= min && bits <= max;
    }
}
