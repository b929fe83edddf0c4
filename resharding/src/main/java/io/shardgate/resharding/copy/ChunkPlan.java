package io.shardgate.resharding.copy;

import io.shardgate.resharding.row.RowKey;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.Chunk;
import io.shardgate.serving.jdbc.SqlNames;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Divides tables into chunks that can be copied by themselves. */
final class ChunkPlan {

    private ChunkPlan() {}

    /** About how many rows the table has. */
    static long estimatedRows(Connection source, TableLayout table) throws SQLException {
        try (Statement statement = source.createStatement()) {
            // MySQL 8 keeps figures for a day otherwise.
            statement.execute("/*!80000 SET SESSION information_schema_stats_expiry = 0 */");
            try (ResultSet rows = statement.executeQuery("SELECT table_rows FROM information_schema.tables"
                    + " WHERE table_schema = DATABASE() AND table_name = " + SqlNames.literal(table.name()))) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /**
     * The chunks of a table of which no target has any yet. A table is divided by the first column of its key if that is
     * of an integer type, else it is one chunk.
     */
    static List<Chunk> divide(Connection source, TableLayout table, long rows, CopySettings settings)
            throws SQLException {
        long count = Math.min(rows / settings.minRowsPerChunk(), settings.maxChunks());
        Optional<String> ends = table.selectEnds();
        if (count < 2 || ends.isEmpty()) {
            return List.of(chunk(0, null, null));
        }
        try (Statement statement = source.createStatement();
                ResultSet result = statement.executeQuery(ends.get())) {
            result.next();
            String least = result.getString(1);
            String greatest = result.getString(2);
            return least == null || greatest == null
                    ? List.of(chunk(0, null, null))
                    : divide(table, new BigInteger(least), new BigInteger(greatest), count);
        }
    }

    private static List<Chunk> divide(TableLayout table, BigInteger least, BigInteger greatest, long count) {
        BigInteger width =
                greatest.subtract(least).divide(BigInteger.valueOf(count)).max(BigInteger.ONE);
        List<Chunk> chunks = new ArrayList<>();
        RowKey after = null;
        for (BigInteger end = least.add(width);
                end.compareTo(greatest) < 0 && chunks.size() < count - 1;
                end = end.add(width)) {
            RowKey upTo = table.place(end);
            chunks.add(chunk(chunks.size(), after, upTo));
            after = upTo;
        }
        chunks.add(chunk(chunks.size(), after, null));
        return chunks;
    }

    private static Chunk chunk(int number, @Nullable RowKey after, @Nullable RowKey upTo) {
        return new Chunk(number, after, upTo, null, false, 0);
    }
}
