package io.shardgate.resharding.row;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one row, as {@link CopiedColumn} describes them, in the order of a table's copied columns. Immutable. */
public final class Row {

    private final byte[] @Nullable [] values;

    /** Takes the array, which nobody may change afterwards. */
    public Row(byte[] @Nullable [] values) {
        this.values = values;
    }

    byte @Nullable [] value(int column) {
        return values[column];
    }

    /** About how much memory or text it needs. */
    public int size() {
        int size = 0;
        for (byte[] value : values) {
            size += value == null ? 4 : value.length * 2 + 8;
        }
        return size;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && Arrays.deepEquals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }
}
