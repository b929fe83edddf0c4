package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.value.SqlValue;
import java.util.Optional;

/** A vindex that computes one keyspace id from a value; other vindexes can be built on it. */
public interface HashingVindex extends SingleColumnVindex {

    /** The value's keyspace id; empty when the vindex has no place for such a value. */
    Optional<KeyspaceId> hash(SqlValue value);

    @Override
    default Destination map(SqlValue value) {
        Optional<KeyspaceId> id = hash(value);
        return id.isPresent() ? new Destination.At(id.get()) : Destination.none();
    }

    @Override
    default boolean isUnique() {
        return true;
    }
}
