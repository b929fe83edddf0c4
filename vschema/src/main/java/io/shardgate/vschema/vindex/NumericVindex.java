package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Integers that are not negative, as they are: eight bytes, the highest first. */
public record NumericVindex(String name) implements HashingVindex, ReversibleVindex, SequentialVindex {

    @Override
    public String type() {
        return "numeric";
    }

    @Override
    public int cost() {
        return 0;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        OptionalLong bits = value.unsignedBits();
        return bits.isPresent() ? Optional.of(KeyspaceId.ofBits(bits.getAsLong())) : Optional.empty();
    }

    @Override
    public SqlValue reverse(KeyspaceId id) {
        return new SqlValue.UInt64(EightBytes.of(id, this));
    }

    @Override
    public Destination mapRange(SqlValue first, SqlValue last) {
        if (first.isNull() || last.isNull()) {
            return Destination.none();
        }
        if (first.integerBits().isEmpty() || last.integerBits().isEmpty()) {
            return Destination.everywhere();
        }
        // No row has a negative number, so the range may as well begin at 0.
        long from = first.unsignedBits().orElse(0);
        OptionalLong to = last.unsignedBits();
        if (to.isEmpty() || Long.compareUnsigned(from, to.getAsLong()) > 0) {
            return Destination.none();
        }
        return new Destination.Between(KeyspaceId.ofBits(from), KeyspaceId.ofBits(to.getAsLong()));
    }

    @Override
    public boolean keepsOrderOf(ColumnSchema column) {
        return EqualValues.areOneInteger(column);
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.areOneInteger(column);
    }

    /** Makes vindexes of type {@code numeric}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "numeric";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new NumericVindex(name);
        }
    }
}
