package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The MD5 of the value's bytes. NULL counts as no bytes. */
public record BinaryMd5Vindex(String name) implements HashingVindex {

    @Override
    public String type() {
        return "binary_md5";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        return Optional.of(KeyspaceId.of(Md5.of(value.textBytes())));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.haveOneText(column);
    }

    /** Makes vindexes of type {@code binary_md5}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "binary_md5";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new BinaryMd5Vindex(name);
        }
    }
}
