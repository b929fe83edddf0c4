package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Integers, scattered by a fixed cipher over all keyspace ids of eight bytes, one to one. */
public record HashVindex(String name) implements HashingVindex, ReversibleVindex {

    @Override
    public String type() {
        return "hash";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        OptionalLong bits = value.integerBits();
        return bits.isPresent() ? Optional.of(KeyspaceId.ofBits(ZeroKeyDes.apply(bits.getAsLong()))) : Optional.empty();
    }

    @Override
    public SqlValue reverse(KeyspaceId id) {
        return new SqlValue.UInt64(ZeroKeyDes.apply(EightBytes.of(id, this)));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.areOneInteger(column);
    }

    /** Makes vindexes of type {@code hash}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "hash";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new HashVindex(name);
        }
    }
}
