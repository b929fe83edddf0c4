package io.shardgate.planner.primitive;

/**
 * A column by which rows are ordered or told apart. NULL comes before everything else, and after it when descending.
 *
 * @param column its index in the input's rows: from 0, or from the end when negative, -1 being the last column
 */
public record SortKey(int column, boolean descending, Comparison comparison) {

    /** The index for rows of so many columns. */
    public int index(int columnCount) {
        return column >= 0 ? column : columnCount + column;
    }

    /** How values of a column compare. */
    public sealed interface Comparison {}

    /**
     * By the column's type in the result: integers (signed or not), decimals, floats and years as numbers; dates, datetimes,
     * timestamps and times (which may be negative and have more than two digits of hours) as times; binary strings as
     * unsigned bytes. The planner asks for it only where the type is one of these.
     */
    public enum Natively implements Comparison {
        NATIVELY
    }

    /**
     * As unsigned bytes, being the column's weight string. The shorter of two is continued with the pad, over and over, as
     * MySQL continues it with spaces; with an empty pad the shorter comes first if the other begins with it.
     *
     * @param padHex the weight of a space, in hexadecimal; empty when the collation does not pad
     */
    public record ByWeight(String padHex) implements Comparison {}
}
