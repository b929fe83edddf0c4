package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.RowKey;
import io.shardgate.resharding.row.RowOrder;
import io.shardgate.resharding.row.TableLayout;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which rows of a source a target has by now; changes of others do not concern it yet. Immutable. */
final class CopiedRows {

    private final Set<String> whole;
    private final Map<String, List<Part>> begun;

    /** What has been copied of a chunk; null where the table has no end. */
    private record Part(RowOrder.@Nullable Place after, RowOrder.@Nullable Place upTo) {}

    private CopiedRows(Set<String> whole, Map<String, List<Part>> begun) {
        this.whole = whole;
        this.begun = begun;
    }

    /** @param connection to the target, with its database selected */
    static CopiedRows of(StreamRecord record, List<TableLayout> tables, Connection connection) throws SQLException {
        Set<String> whole = record.copied();
        Map<String, List<Part>> begun = new LinkedHashMap<>();
        for (TableLayout table : tables) {
            List<Chunk> chunks = record.chunks().getOrDefault(table.name(), List.of());
            if (!whole.contains(table.name()) && chunks.stream().anyMatch(Chunk::isBegun)) {
                List<Part> parts = new ArrayList<>();
                for (Chunk chunk : chunks) {
                    if (chunk.isBegun()) {
                        parts.add(new Part(
                                place(table, chunk.after(), connection),
                                place(table, chunk.isDone() ? chunk.upTo() : chunk.copiedTo(), connection)));
                    }
                }
                begun.put(table.name(), parts);
            }
        }
        return new CopiedRows(whole, begun);
    }

    private static RowOrder.@Nullable Place place(TableLayout table, @Nullable RowKey key, Connection connection)
            throws SQLException {
        return key == null ? null : table.order().place(key, connection);
    }

    /** @param connection to the target, which is asked only for tables that have been copied in part */
    boolean contains(TableLayout table, Row row, Connection connection) throws SQLException {
        if (whole.contains(table.name())) {
            return true;
        }
        List<Part> parts = begun.get(table.name());
        if (parts == null) {
            return false;
        }
        RowOrder order = table.order();
        RowOrder.Place place = order.place(table.key(row), connection);
        return parts.stream()
                .anyMatch(part -> (part.after() == null || order.compare(place, part.after()) > 0)
                        && (part.upTo() == null || order.compare(place, part.upTo()) <= 0));
    }
}
