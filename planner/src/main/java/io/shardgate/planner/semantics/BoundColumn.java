package io.shardgate.planner.semantics;

import io.shardgate.vschema.schema.ColumnSchema;
import java.util.Locale;
import java.util.Optional;

/** A column of a source. */
public record BoundColumn(Source source, String column) {

    public BoundColumn {
        column = column.toLowerCase(Locale.ROOT);
    }

    /** What it holds, if that is simply a column of a table. */
    public Optional<ColumnSchema> findSchema() {
        return source.findSchema(column);
    }
}
