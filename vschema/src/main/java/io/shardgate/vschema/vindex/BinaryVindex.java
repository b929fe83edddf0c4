package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TypeName;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bytes of the value, as they are. NULL is no bytes. */
public record BinaryVindex(String name) implements HashingVindex, ReversibleVindex, SequentialVindex {

    @Override
    public String type() {
        return "binary";
    }

    @Override
    public int cost() {
        return 0;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        return Optional.of(KeyspaceId.of(value.textBytes()));
    }

    @Override
    public SqlValue reverse(KeyspaceId id) {
        return SqlValue.Bytes.ofOwned(id.bytes());
    }

    @Override
    public Destination mapRange(SqlValue first, SqlValue last) {
        if (first.isNull() || last.isNull()) {
            return Destination.none();
        }
        KeyspaceId from = KeyspaceId.of(first.textBytes());
        KeyspaceId to = KeyspaceId.of(last.textBytes());
        return from.compareTo(to) > 0 ? Destination.none() : new Destination.Between(from, to);
    }

    /** Numbers are not ordered as their digits are; characters only by their codes and with all spaces counting. */
    @Override
    public boolean keepsOrderOf(ColumnSchema column) {
        if (column.type().family() == TypeName.Family.BINARY) {
            return true;
        }
        return column.type()
                .findCollation()
                .map(collation -> isByCode(collation) && EqualValues.haveOneText(column))
                .orElse(false);
    }

    private static boolean isByCode(Collation collation) {
        return collation.name().equals("utf8mb4_0900_bin");
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.haveOneText(column);
    }

    /** Makes vindexes of type {@code binary}. */
    public static final class Factory implements VindexFactory {
        @Override
        public String type() {
            return "binary";
        }

        @Override
        public List<String> parameters() {
            return List.of();
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            return new BinaryVindex(name);
        }
    }
}
