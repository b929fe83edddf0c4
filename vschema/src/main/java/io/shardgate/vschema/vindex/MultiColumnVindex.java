package io.shardgate.vschema.vindex;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;

/** A vindex that computes the destination from the values of several columns. It can only be a primary vindex. */
public interface MultiColumnVindex extends Vindex {

    /** How many columns it needs. */
    int columnCount();

    /**
     * Where rows with these values live. Fewer values than {@link #columnCount} are the first ones; a vindex that cannot
     * narrow the place down from those answers {@link Destination#everywhere}.
     */
    Destination map(List<SqlValue> values);
}
