package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;

/** Every value, NULL among them, at the one keyspace id 00. */
public record NullVindex(String name) implements SingleColumnVindex {

    private static final Destination ZERO = new Destination.At(KeyspaceId.of(new byte[1]));

    @Override
    public String type() {
        return "null";
    }

    @Override
    public int cost() {
        return 100;
    }

    @Override
    public boolean isUnique() {
        return true;
    }

    @Override
    public Destination map(SqlValue value) {
        return ZERO;
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return false;
    }

    /** Makes vindexes of type {@code null}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "null";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new NullVindex(name);
        }
    }
}
