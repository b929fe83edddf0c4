package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The MD5 of a text's primary weights; so case, accents and spaces at the end do not count. NULL counts as no text. */
public record UnicodeLooseMd5Vindex(String name) implements HashingVindex {

    @Override
    public String type() {
        return "unicode_loose_md5";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        return LooseText.primaryKey(value.textBytes()).map(key -> KeyspaceId.of(Md5.of(key)));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.haveOnePrimaryKey(column);
    }

    /** Makes vindexes of type {@code unicode_loose_md5}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "unicode_loose_md5";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new UnicodeLooseMd5Vindex(name);
        }
    }
}
