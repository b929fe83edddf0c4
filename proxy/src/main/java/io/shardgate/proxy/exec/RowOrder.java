package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.SortKey;
import io.shardgate.proxy.wire.ColumnDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of rows by several keys, the first of which decides first. */
final class RowOrder implements Comparator<byte[] @Nullable []> {

    private final int[] columns;
    private final List<Comparator<byte @Nullable []>> values;

    private RowOrder(int[] columns, List<Comparator<byte @Nullable []>> values) {
        this.columns = columns;
        this.values = values;
    }

    static RowOrder of(List<SortKey> keys, List<ColumnDefinition> described) {
        int[] columns = new int[keys.size()];
        List<Comparator<byte @Nullable []>> values = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = keys.get(i).index(described.size());
            values.add(ValueOrder.of(keys.get(i), described.get(columns[i])));
        }
        return new RowOrder(columns, values);
    }

    @Override
    public int compare(byte[] @Nullable [] a, byte[] @Nullable [] b) {
        for (int i = 0; i < columns.length; i++) {
            int compared = values.get(i).compare(a[columns[i]], b[columns[i]]);
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }
}
