package io.shardgate.resharding.copy;

import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.RowSession;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.vschema.key.KeyRange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes the rows of one table to one target, in batches. For one thread. */
final class TargetWriter implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofMinutes(10);
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 512 << 10;

    private final JdbcPools pools;
    private final StreamTarget target;
    private final TableLayout table;
    private final Connection connection;
    private final List<Row> batch = new ArrayList<>();
    private int batchBytes;
    private long written;

    private TargetWriter(JdbcPools pools, StreamTarget target, TableLayout table, Connection connection) {
        this.pools = pools;
        this.target = target;
        this.table = table;
        this.connection = connection;
    }

    static TargetWriter open(JdbcPools pools, StreamTarget target, TableLayout table) throws SQLException {
        Connection connection = pools.dedicated(target.target(), ServerAccess.Role.DBA, ANSWER);
        try {
            connection.setCatalog(target.target().database());
            RowSession.forWriting(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new TargetWriter(pools, target, table, connection);
    }

    KeyRange range() {
        return target.range();
    }

    /** Removes what an attempt before this one has left of the source's rows. */
    void empty(KeyRange sourceRange) throws SQLException {
        try (Connection scanning = pools.dedicated(target.target(), ServerAccess.Role.DBA, ANSWER)) {
            scanning.setCatalog(target.target().database());
            RowSession.forReading(scanning);
            try (Statement read = scanning.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
                    Statement delete = connection.createStatement()) {
                read.setFetchSize(Integer.MIN_VALUE);
                int deleted = 0;
                try (ResultSet rows = read.executeQuery(table.select())) {
                    while (rows.next()) {
                        Row row = table.read(rows);
                        if (sourceRange.contains(table.keyspaceId(row))) {
                            deleted += delete.executeUpdate(table.delete(row));
                            if (deleted % BATCH_ROWS == 0) {
                                connection.commit();
                            }
                        }
                    }
                }
                connection.commit();
            }
        }
    }

    void add(Row row) throws SQLException {
        batch.add(row);
        batchBytes += row.size();
        if (batch.size() >= BATCH_ROWS || batchBytes >= BATCH_BYTES) {
            flush();
            connection.commit();
        }
    }

    private void flush() throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            int inserted = statement.executeUpdate(table.insert(batch));
            if (inserted != batch.size()) {
                throw new IllegalStateException(inserted + " of " + batch.size() + " rows were inserted");
            }
        }
        written += batch.size();
        batch.clear();
        batchBytes = 0;
    }

    /** Writes what is left, and in the same transaction that the table is copied. */
    void finish() throws SQLException {
        flush();
        StreamRecord.writeCopied(connection, target.targetPath(), target.sourcePath(), table.name(), written);
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
