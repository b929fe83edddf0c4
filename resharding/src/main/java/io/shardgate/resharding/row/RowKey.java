package io.shardgate.resharding.row;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of a table's key: the values of its columns, as {@link CopiedColumn} describes them, or of the first
 * of them only. Immutable.
 */
public final class RowKey {

    private static final String SEPARATOR = ",";

    private final byte[][] values;

    /** Takes the array, which nobody may change afterwards. */
    RowKey(byte[][] values) {
        this.values = values;
    }

    /**
     * What {@link #toString} has given.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static RowKey parse(String text) {
        return new RowKey(Arrays.stream(text.split(SEPARATOR, -1))
                .map(HexFormat.of()::parseHex)
                .toArray(byte[][]::new));
    }

    int columns() {
        return values.length;
    }

    byte[] value(int column) {
        return values[column];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key && Arrays.deepEquals(values, key.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    /** For {@link #parse}. */
    @Override
    public String toString() {
        return Arrays.stream(values).map(HexFormat.of()::formatHex).collect(Collectors.joining(SEPARATOR));
    }
}
