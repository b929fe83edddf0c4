package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.CopiedColumn;
import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.TypeName;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Values of a binary log in the form that {@link CopiedColumn} describes. */
final class BinlogValues {

    /** What the library reads for the year 0000. */
    private static final int YEAR_ZERO = 1900;

    private BinlogValues() {}

    /**
     * A row of the log.
     *
     * @param values those of the included columns only
     */
    static Row row(TableLayout table, Serializable[] values, BitSet included) {
        byte[][] row = new byte[table.columns().size()][];
        for (int i = 0; i < row.length; i++) {
            CopiedColumn column = table.columns().get(i);
            if (!included.get(column.ordinal())) {
                throw new StreamException("table " + table.name() + ": the binary log has a row without column "
                        + column.name() + "; set binlog_row_image = FULL on the source");
            }
            int index = included.get(0, column.ordinal()).cardinality();
            row[i] = text(column, values[index]);
        }
        return new Row(row);
    }

    private static byte @Nullable [] text(CopiedColumn column, @Nullable Serializable value) {
        if (value == null) {
            return null;
        }
        ColumnType type = column.type();
        return switch (type.family()) {
            case INTEGER -> ascii(integer(type, ((Number) value).longValue()));
            case DECIMAL -> ascii(((BigDecimal) value).toPlainString());
            case FLOAT -> ascii(Double.toString(((Number) value).doubleValue()));
            case BIT -> ascii(bits((BitSet) value));
            case TEMPORAL -> ascii(type.name() == TypeName.YEAR ? year((Integer) value) : (String) value);
            case MEMBERS -> ascii(Long.toUnsignedString(((Number) value).longValue()));
            case JSON -> JsonText.of((byte[]) value);
            case CHARACTER, BINARY, GEOMETRY, OTHER -> (byte[]) value;
        };
    }

    private static String integer(ColumnType type, long value) {
        if (!type.unsigned()) {
            return Long.toString(value);
        }
        return switch (type.name()) {
            case TINYINT -> Long.toString(value & 0xFF);
            case SMALLINT -> Long.toString(value & 0xFFFF);
            case MEDIUMINT -> Long.toString(value & 0xFFFFFF);
            case INT -> Long.toString(value & 0xFFFFFFFFL);
            default -> Long.toUnsignedString(value);
        };
    }

    private static String year(int value) {
        return value == YEAR_ZERO ? "0" : Integer.toString(value);
    }

    private static String bits(BitSet bits) {
        byte[] littleEndian = bits.toByteArray();
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < littleEndian.length; i++) {
            bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
        }
        return new BigInteger(1, bigEndian).toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
