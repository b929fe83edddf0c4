package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The XXH64 of the value as text, its lowest byte first; so 1 and '1' are at one place. NULL counts as no text. */
public record XxHashVindex(String name) implements HashingVindex {

    @Override
    public String type() {
        return "xxhash";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        return Optional.of(KeyspaceId.ofBits(Long.reverseBytes(XxHash64.of(value.textBytes()))));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.haveOneText(column);
    }

    /** Makes vindexes of type {@code xxhash}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "xxhash";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new XxHashVindex(name);
        }
    }
}
