package io.shardgate.planner.routing;

import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.vindex.SingleColumnVindex;

/** A column whose value alone decides where a row lives. */
public record KeyColumn(ColumnSchema column, SingleColumnVindex vindex) {
    @Override
    public String toString() {
        return vindex.name() + "(" + column.name() + ")";
    }
}
