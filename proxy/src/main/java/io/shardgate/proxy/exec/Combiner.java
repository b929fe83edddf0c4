package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.Aggregate;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.proxy.wire.ColumnDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one column of a group's row from the rows of the shards. One for each column of an aggregation. */
abstract class Combiner {

    static Combiner of(Aggregate.Combination combination, List<ColumnDefinition> columns) {
        if (combination instanceof Aggregate.AddCounts counts) {
            return new Sum(index(counts.column(), columns), 0);
        }
        if (combination instanceof Aggregate.AddSums sums) {
            int column = index(sums.column(), columns);
            return new Sum(column, columns.get(column).decimals());
        }
        if (combination instanceof Aggregate.Least least) {
            return new Extreme(index(least.column(), columns), least.by(), columns, -1);
        }
        if (combination instanceof Aggregate.Greatest greatest) {
            return new Extreme(index(greatest.column(), columns), greatest.by(), columns, 1);
        }
        Aggregate.Average average = (Aggregate.Average) combination;
        return new Mean(average, columns);
    }

    /** Helper columns are counted from the end, as -1, -2 and so on. */
    private static int index(int column, List<ColumnDefinition> columns) {
        return column >= 0 ? column : columns.size() + column;
    }

    /** The group begins with this row, which is the group's own copy. */
    abstract void start(byte[] @Nullable [] group);

    /** Adds a further row to the group. */
    abstract void add(byte[] @Nullable [] group, byte[] @Nullable [] row);

    /** The group is complete. */
    void finish(byte[] @Nullable [] group) {}

    private static @Nullable BigDecimal number(byte @Nullable [] value) {
        return value == null ? null : new BigDecimal(new String(value, StandardCharsets.US_ASCII));
    }

    private static byte[] text(BigDecimal value) {
        return value.toPlainString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Exact, whatever the size; NULL does not count, and only NULLs give NULL. */
    private static final class Sum extends Combiner {

        private final int column;
        private final int scale;
        private @Nullable BigDecimal sum;

        Sum(int column, int scale) {
            this.column = column;
            this.scale = scale;
        }

        @Override
        void start(byte[] @Nullable [] group) {
            sum = number(group[column]);
        }

        @Override
        void add(byte[] @Nullable [] group, byte[] @Nullable [] row) {
            BigDecimal more = number(row[column]);
            if (more != null) {
                sum = sum == null ? more : sum.add(more);
            }
        }

        @Override
        void finish(byte[] @Nullable [] group) {
            BigDecimal total = sum;
            // Every shard's sum has the column's scale already; only the sum of none has to be told.
            group[column] = total == null ? null : text(total.scale() < scale ? total.setScale(scale) : total);
        }
    }

    private static final class Extreme extends Combiner {

        private final int column;
        private final int keyColumn;
        private final Comparator<byte @Nullable []> order;
        private final int wanted;

        Extreme(int column, SortKey by, List<ColumnDefinition> columns, int wanted) {
            this.column = column;
            this.keyColumn = by.index(columns.size());
            this.order = ValueOrder.of(by, columns.get(keyColumn));
            this.wanted = wanted;
        }

        @Override
        void start(byte[] @Nullable [] group) {}

        @Override
        void add(byte[] @Nullable [] group, byte[] @Nullable [] row) {
            if (row[column] == null) {
                return;
            }
            int compared = Integer.signum(order.compare(row[keyColumn], group[keyColumn]));
            if (group[column] == null || compared == wanted) {
                group[column] = row[column];
                group[keyColumn] = row[keyColumn];
            }
        }
    }

    private static final class Mean extends Combiner {

        private final int column;
        private final int scale;
        private final Sum sum;
        private final Sum count;
        private final int sumColumn;
        private final int countColumn;

        Mean(Aggregate.Average average, List<ColumnDefinition> columns) {
            this.column = index(average.column(), columns);
            this.scale = columns.get(column).decimals();
            this.sumColumn = index(average.sumColumn(), columns);
            this.countColumn = index(average.countColumn(), columns);
            this.sum = new Sum(sumColumn, 0);
            this.count = new Sum(countColumn, 0);
        }

        @Override
        void start(byte[] @Nullable [] group) {
            sum.start(group);
            count.start(group);
        }

        @Override
        void add(byte[] @Nullable [] group, byte[] @Nullable [] row) {
            sum.add(group, row);
            count.add(group, row);
        }

        @Override
        void finish(byte[] @Nullable [] group) {
            sum.finish(group);
            count.finish(group);
            BigDecimal total = number(group[sumColumn]);
            BigDecimal rows = number(group[countColumn]);
            group[column] = total == null || rows == null || rows.signum() == 0
                    ? null
                    : text(total.divide(rows, scale, RoundingMode.HALF_UP));
        }
    }
}
