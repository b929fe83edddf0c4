package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.value.SqlValue;

/** A vindex whose values can be had back from their keyspace ids. */
public interface ReversibleVindex extends SingleColumnVindex {

    /**
     * The value that maps to the id.
     *
     * @throws IllegalArgumentException when no value does; the message is fit for a user
     */
    SqlValue reverse(KeyspaceId id);
}
