package io.shardgate.planner.routing;

import io.shardgate.vschema.value.SqlValue;
import java.util.Optional;

/** What a minus sign before a number makes of it. */
final class Negation {

    private Negation() {}

    /** Empty when the result is no integer or decimal that we can hold exactly. */
    static Optional<SqlValue> of(SqlValue value) {
        if (value instanceof SqlValue.Decimal decimal) {
            return Optional.of(new SqlValue.Decimal(decimal.value().negate()));
        }
        if (value.unsignedBits().isEmpty()) {
            return Optional.empty();
        }
        long bits = value.unsignedBits().getAsLong();
        boolean fits = bits >= 0 || bits == Long.MIN_VALUE;
        return fits ? Optional.of(SqlValue.of(-bits)) : Optional.empty();
    }
}
