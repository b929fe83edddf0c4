package io.shardgate.resharding.diff;

import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.RowOrder;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.vschema.key.KeyRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares one table of a target with the same table of its sources, as open snapshots show them. For one thread. */
public final class TableDiff {

    private static final int SHOWN = 10;

    private final TableLayout table;
    private final RowOrder order;

    private long processed;
    private long mismatched;
    private long extraInSource;
    private long extraInTarget;
    private final List<String> examples = new ArrayList<>();

    /**
     * A source as the snapshot shows it.
     *
     * @param range of its rows that belong to the target
     */
    public record Side(Connection connection, KeyRange range) {}

    /**
     * What a comparison has found.
     *
     * @param processed rows that are on one side or both
     * @param examples of differences, the first of each kind
     */
    public record Report(
            String table,
            long processed,
            long mismatched,
            long extraInSource,
            long extraInTarget,
            List<String> examples) {

        public Report {
            examples = List.copyOf(examples);
        }

        public boolean isAlike() {
            return mismatched + extraInSource + extraInTarget == 0;
        }
    }

    private TableDiff(TableLayout table) {
        this.table = table;
        this.order = table.order();
    }

    /** Compares all rows. */
    public static Report compare(TableLayout table, List<Side> sources, Side target) throws SQLException {
        TableDiff diff = new TableDiff(table);
        List<Reader> readers = new ArrayList<>();
        try {
            for (Side source : sources) {
                readers.add(new Reader(table, source));
            }
            try (Reader right = new Reader(table, target)) {
                diff.merge(readers, right);
            }
        } finally {
            for (Reader reader : readers) {
                reader.close();
            }
        }
        return new Report(
                table.name(), diff.processed, diff.mismatched, diff.extraInSource, diff.extraInTarget, diff.examples);
    }

    private void merge(List<Reader> sources, Reader target) throws SQLException {
        while (true) {
            Reader source = first(sources);
            RowOrder.Keyed left = source == null ? null : source.current;
            RowOrder.Keyed right = target.current;
            if (source == null || left == null) {
                if (right == null) {
                    return;
                }
                extraInTarget(right.row());
                target.next();
            } else if (right == null) {
                extraInSource(left.row());
                source.next();
            } else {
                int comparison = order.compare(left, right);
                if (comparison < 0) {
                    extraInSource(left.row());
                    source.next();
                } else if (comparison > 0) {
                    extraInTarget(right.row());
                    target.next();
                } else {
                    compare(left.row(), right.row());
                    source.next();
                    target.next();
                }
            }
        }
    }

    /** The source whose next row comes first; null if none has one. */
    private @Nullable Reader first(List<Reader> sources) {
        Reader first = null;
        for (Reader reader : sources) {
            RowOrder.Keyed row = reader.current;
            RowOrder.Keyed best = first == null ? null : first.current;
            if (row != null && (best == null || order.compare(row, best) < 0)) {
                first = reader;
            }
        }
        return first;
    }

    private void compare(Row left, Row right) {
        processed++;
        if (!left.equals(right)) {
            mismatched++;
            example(
                    mismatched,
                    "Different content in the row " + table.describe(left) + ": " + table.difference(left, right));
        }
    }

    private void extraInSource(Row row) {
        processed++;
        extraInSource++;
        example(extraInSource, "Extra row in the source: " + table.describe(row));
    }

    private void extraInTarget(Row row) {
        processed++;
        extraInTarget++;
        example(extraInTarget, "Extra row in the destination: " + table.describe(row));
    }

    private void example(long count, String text) {
        if (count <= SHOWN) {
            examples.add("[table=" + table.name() + "] " + text);
        }
    }

    /** The rows of one side that belong to the target, in the order of their key. */
    private static final class Reader implements AutoCloseable {

        private final TableLayout table;
        private final KeyRange range;
        private final Statement statement;
        private final ResultSet rows;
        private RowOrder.@Nullable Keyed current;

        Reader(TableLayout table, Side side) throws SQLException {
            this.table = table;
            this.range = side.range();
            this.statement = side.connection().createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            // The driver's way to read rows as they come rather than all at once.
            statement.setFetchSize(Integer.MIN_VALUE);
            this.rows = statement.executeQuery(table.selectOrdered());
            next();
        }

        void next() throws SQLException {
            current = null;
            while (current == null && rows.next()) {
                RowOrder.Keyed row = table.readOrdered(rows);
                if (range.contains(table.keyspaceId(row.row()))) {
                    current = row;
                }
            }
        }

        @Override
        public void close() throws SQLException {
            rows.close();
            statement.close();
        }
    }
}
