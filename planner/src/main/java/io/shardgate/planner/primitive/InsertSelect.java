package io.shardgate.planner.primitive;

import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.schema.ColumnSchema;
import java.util.List;
import java.util.Optional;

/**
 * An INSERT or REPLACE of rows that a query gives and that may belong elsewhere than where they are read: the rows of the
 * input are read to the end, then each goes to its shard as a literal row.
 *
 * <p>The query is not one snapshot with the change, as it is inside one server; in a transaction both belong to it.
 *
 * @param columns what the input's columns go into, in the input's order
 * @param placement for rows of the input's columns
 * @param generated likewise
 * @param head the statement as far as the rows, VALUES included
 * @param tail the statement after the rows; maybe of no pieces, which here means nothing
 * @param reason why rows go where they go
 */
public record InsertSelect(
        Primitive input,
        String keyspace,
        List<ColumnSchema> columns,
        Insert.Placement placement,
        Optional<Insert.Generated> generated,
        SplicedText head,
        SplicedText tail,
        String reason)
        implements Primitive {

    public InsertSelect {
        columns = List.copyOf(columns);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.visitInsertSelect(this);
    }
}
