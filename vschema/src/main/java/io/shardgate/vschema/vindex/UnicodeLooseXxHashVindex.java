package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The XXH64 of a text's primary weights, lowest byte first; so case, accents and spaces at the end do not count. NULL counts as no text. */
public record UnicodeLooseXxHashVindex(String name) implements HashingVindex {

    @Override
    public String type() {
        return "unicode_loose_xxhash";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        return LooseText.primaryKey(value.textBytes())
                .map(key -> KeyspaceId.ofBits(Long.reverseBytes(XxHash64.of(key))));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.haveOnePrimaryKey(column);
    }

    /** Makes vindexes of type {@code unicode_loose_xxhash}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "unicode_loose_xxhash";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new UnicodeLooseXxHashVindex(name);
        }
    }
}
