package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;

/** A vindex whose keyspace ids are in the order of the values, so that BETWEEN can be routed. */
public interface SequentialVindex extends SingleColumnVindex {

    /**
     * Where rows live whose value lies from the first to the last, both inside; {@link Destination#everywhere} when that
     * cannot be told of such values.
     */
    Destination mapRange(SqlValue first, SqlValue last);

    /** Whether MySQL orders the column's values as this vindex orders their keyspace ids. */
    boolean keepsOrderOf(ColumnSchema column);
}
