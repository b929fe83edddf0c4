package io.shardgate.planner.operator;

import io.shardgate.planner.semantics.BoundColumn;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.vindex.Vindex;
import java.util.List;

/**
 * Columns whose values decide where a row lives.
 *
 * @param schemas what the columns hold, as the table has them that the vindex is of
 */
record Anchor(Vindex vindex, List<BoundColumn> columns, List<ColumnSchema> schemas) {
    Anchor {
        columns = List.copyOf(columns);
        schemas = List.copyOf(schemas);
    }

    /** Whether rows that meet the facts live at the same keyspace id as the other's. */
    boolean isTiedTo(Anchor other, Facts facts) {
        if (vindex != other.vindex || columns.size() != other.columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!facts.areSame(columns.get(i), other.columns.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the columns are all among these. */
    boolean isWithin(List<BoundColumn> others, Facts facts) {
        return columns.stream().allMatch(column -> others.stream().anyMatch(other -> facts.areSame(column, other)));
    }
}
