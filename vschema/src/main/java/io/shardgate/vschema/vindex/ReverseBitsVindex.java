package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Integers that are not negative, with their bits in the opposite order, so that neighbours are far apart. */
public record ReverseBitsVindex(String name) implements HashingVindex, ReversibleVindex {

    @Override
    public String type() {
        return "reverse_bits";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        OptionalLong bits = value.unsignedBits();
        return bits.isPresent() ? Optional.of(KeyspaceId.ofBits(Long.reverse(bits.getAsLong()))) : Optional.empty();
    }

    @Override
    public SqlValue reverse(KeyspaceId id) {
        return new SqlValue.UInt64(Long.reverse(EightBytes.of(id, this)));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.areOneInteger(column);
    }

    /** Makes vindexes of type {@code reverse_bits}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "reverse_bits";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new ReverseBitsVindex(name);
        }
    }
}
