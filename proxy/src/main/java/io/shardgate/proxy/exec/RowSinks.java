package io.shardgate.proxy.exec;

import io.shardgate.planner.primitive.Aggregate;
import io.shardgate.planner.primitive.SortKey;
import io.shardgate.proxy.wire.ColumnDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The links of a chain of sinks: what each combining primitive does to the rows that pass through it. */
final class RowSinks {

    private RowSinks() {}

    /** The client at the chain's end. */
    static final class ToClient implements RowSink {

        private final ClientOutput output;
        private final ResultWriter.Format format;
        private @Nullable ResultWriter writer;
        private long rows;

        ToClient(ClientOutput output, ResultWriter.Format format) {
            this.output = output;
            this.format = format;
        }

        long rows() {
            return rows;
        }

        @Override
        public void columns(List<ColumnDefinition> columns) {
            writer = new ResultWriter(output, format, columns);
            writer.head();
        }

        @Override
        public void row(byte[] @Nullable [] values) {
            writer().row(values);
            rows++;
        }

        @Override
        public boolean isSatisfied() {
            return false;
        }

        @Override
        public void end() {
            writer().end(0);
        }

        private ResultWriter writer() {
            ResultWriter begun = writer;
            if (begun == null) {
                throw new IllegalStateException("rows before columns");
            }
            return begun;
        }
    }

    /** What all links do unless they say otherwise. */
    private abstract static class Link implements RowSink {

        final RowSink next;

        Link(RowSink next) {
            this.next = next;
        }

        @Override
        public void columns(List<ColumnDefinition> columns) {
            next.columns(columns);
        }

        @Override
        public boolean isSatisfied() {
            return next.isSatisfied();
        }

        @Override
        public void end() {
            next.end();
        }
    }

    /** Skips the first rows and stops after so many. */
    static final class LimitSink extends Link {

        private long toSkip;
        private long toPass;

        /** Both numbers are unsigned. */
        LimitSink(RowSink next, long offset, long count) {
            super(next);
            this.toSkip = offset;
            this.toPass = count;
        }

        @Override
        public void row(byte[] @Nullable [] values) {
            if (toSkip != 0) {
                toSkip--;
            } else if (toPass != 0) {
                toPass--;
                next.row(values);
            }
        }

        @Override
        public boolean isSatisfied() {
            return toPass == 0 || next.isSatisfied();
        }
    }

    /** Drops the columns at the end of each row that were there only to sort or combine by. */
    static final class TruncateSink extends Link {

        private final int dropped;

        TruncateSink(RowSink next, int dropped) {
            super(next);
            this.dropped = dropped;
        }

        @Override
        public void columns(List<ColumnDefinition> columns) {
            next.columns(columns.subList(0, columns.size() - dropped));
        }

        @Override
        public void row(byte[] @Nullable [] values) {
            next.row(java.util.Arrays.copyOf(values, values.length - dropped));
        }
    }

    /** Drops a row whose keys equal those of the row before. */
    static final class DistinctSink extends Link {

        private final List<SortKey> keys;
        private @Nullable RowOrder order;
        private byte @Nullable [] @Nullable [] before;

        DistinctSink(RowSink next, List<SortKey> keys) {
            super(next);
            this.keys = keys;
        }

        @Override
        public void columns(List<ColumnDefinition> columns) {
            order = RowOrder.of(keys, columns);
            next.columns(columns);
        }

        @Override
        public void row(byte[] @Nullable [] values) {
            if (before == null || order == null || order.compare(before, values) != 0) {
                before = values;
                next.row(values);
            }
        }
    }

    /** Sorts in memory, for what no shard can order; bounded. */
    static final class SortSink extends Link {

        private final List<SortKey> keys;
        private final RowStore rows;
        private @Nullable RowOrder order;

        SortSink(RowSink next, List<SortKey> keys, ExecutionLimits limits) {
            super(next);
            this.keys = keys;
            this.rows = new RowStore(limits);
        }

        @Override
        public void columns(List<ColumnDefinition> columns) {
            order = RowOrder.of(keys, columns);
            next.columns(columns);
        }

        @Override
        public void row(byte[] @Nullable [] values) {
            rows.add(values);
        }

        @Override
        public boolean isSatisfied() {
            return false;
        }

        @Override
        public void end() {
            if (order != null) {
                rows.sort(order);
            }
            for (byte[] @Nullable [] row : rows.all()) {
                if (next.isSatisfied()) {
                    break;
                }
                next.row(row);
            }
            next.end();
        }
    }

    /** Combines neighbours that are of one group. */
    static final class AggregateSink extends Link {

        private final Aggregate aggregate;
        private @Nullable RowOrder order;
        private @Nullable List<Combiner> combiners;
        private byte @Nullable [] @Nullable [] group;

        AggregateSink(RowSink next, Aggregate aggregate) {
            super(next);
            this.aggregate = aggregate;
        }

        @Override
        public void columns(List<ColumnDefinition> columns) {
            order = RowOrder.of(aggregate.groupKeys(), columns);
            List<Combiner> made = new ArrayList<>();
            for (Aggregate.Combination combination : aggregate.combinations()) {
                made.add(Combiner.of(combination, columns));
            }
            combiners = made;
            next.columns(columns);
        }

        @Override
        public void row(byte[] @Nullable [] values) {
            byte[] @Nullable [] open = group;
            if (open == null || order == null || order.compare(open, values) != 0) {
                closeGroup();
                group = values.clone();
                open = group;
                for (Combiner combiner : combiners()) {
                    combiner.start(open);
                }
            } else {
                for (Combiner combiner : combiners()) {
                    combiner.add(open, values);
                }
            }
        }

        @Override
        public void end() {
            closeGroup();
            next.end();
        }

        private void closeGroup() {
            byte[] @Nullable [] open = group;
            if (open != null) {
                for (Combiner combiner : combiners()) {
                    combiner.finish(open);
                }
                next.row(open);
            }
        }

        private List<Combiner> combiners() {
            List<Combiner> made = combiners;
            if (made == null) {
                throw new IllegalStateException("rows before columns");
            }
            return made;
        }
    }
}
