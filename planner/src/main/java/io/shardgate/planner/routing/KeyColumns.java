package io.shardgate.planner.routing;

import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.vindex.MultiColumnVindex;
import java.util.List;
import java.util.stream.Collectors;

/** Columns whose values together decide where a row lives, in the vindex's order. */
public record KeyColumns(List<ColumnSchema> columns, MultiColumnVindex vindex) {
    public KeyColumns {
        columns = List.copyOf(columns);
    }

    @Override
    public String toString() {
        return columns.stream().map(ColumnSchema::name).collect(Collectors.joining(", ", vindex.name() + "(", ")"));
    }
}
