package io.shardgate.vschema.model;

import io.shardgate.vschema.vindex.Vindex;
import java.util.List;

/**
 * A vindex on columns of a table.
 *
 * @param columns in the order that the vindex takes them; names compare without regard to case
 * @param owned whether writes of this table keep the vindex's lookup table
 */
public record ColumnVindex(List<String> columns, Vindex vindex, boolean owned) {
    public ColumnVindex {
        columns = List.copyOf(columns);
    }
}
