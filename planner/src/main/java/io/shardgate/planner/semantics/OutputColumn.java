package io.shardgate.planner.semantics;

import io.shardgate.vschema.schema.ColumnSchema;
import java.util.Optional;

/**
 * A column of a query's result.
 *
 * @param origin the column that it simply is, if it is one
 * @param schema what it holds, if it simply is a column, or one of several that hold the same
 */
public record OutputColumn(String name, Optional<BoundColumn> origin, Optional<ColumnSchema> schema) {

    /** The column itself, or an expression that is none. */
    public static OutputColumn of(String name, Optional<BoundColumn> origin) {
        return new OutputColumn(name, origin, origin.flatMap(BoundColumn::findSchema));
    }
}
