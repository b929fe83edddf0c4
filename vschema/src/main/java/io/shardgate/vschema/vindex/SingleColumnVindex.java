package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;

/** A vindex that computes the destination from the value of one column. */
public interface SingleColumnVindex extends Vindex {

    /**
     * Where rows with this value live. {@link Destination#none} when the vindex has no place for such a value: no row can
     * hold it, and an INSERT of it must be refused.
     *
     * <p>The value must be in the column's own form; see {@link io.shardgate.vschema.schema.ColumnValues}.
     */
    Destination map(SqlValue value);

    /**
     * Whether two values that MySQL calls equal in this column may get different destinations. If so, {@code column =
     * value} must not be routed by this vindex, because the row it would find may be written differently and live
     * elsewhere.
     *
     * <p>True as well when values of the column's type have no destination at all.
     */
    boolean maySeparateEqualValues(ColumnSchema column);
}
