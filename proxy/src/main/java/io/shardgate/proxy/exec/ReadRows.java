package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.InsertedRows;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.vschema.value.SqlValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows that servers sent, to be inserted. */
record ReadRows(List<ColumnDefinition> columns, List<byte[] @Nullable []> rows) implements InsertedRows {

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public int width() {
        return columns.size();
    }

    @Override
    public boolean isDefault(int row, int position) {
        return false;
    }

    @Override
    public boolean isComputed(int row, int position) {
        return false;
    }

    @Override
    public Optional<SqlValue> given(int row, int position) {
        return ReadValues.value(columns.get(position), rows.get(row)[position]);
    }
}
