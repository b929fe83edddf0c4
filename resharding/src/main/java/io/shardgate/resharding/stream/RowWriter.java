package io.shardgate.resharding.stream;

import io.shardgate.resharding.row.Row;
import io.shardgate.resharding.row.TableLayout;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends changes of single rows to a target, many with each round trip, as a stream that waited for each would be slower
 * than a few writers are. Each has to change exactly one row. Used by one thread.
 */
final class RowWriter implements AutoCloseable {

    /** Statements that are sent together have about as many characters at most, so that large rows take no more memory. */
    private static final int CHARACTERS = 1 << 20;

    private final Statement statement;
    private final List<Target> targets = new ArrayList<>();
    private int characters;
    private long written;

    /** What a statement that waits to be sent changes. */
    private record Target(TableLayout table, Row row) {}

    /** @param connection to the target, in a transaction, with its database selected; remains the caller's */
    RowWriter(Connection connection) throws SQLException {
        this.statement = connection.createStatement();
        statement.setEscapeProcessing(false);
    }

    void insert(TableLayout table, Row row) throws SQLException {
        add(table.insert(List.of(row)), table, row);
    }

    void update(TableLayout table, Row before, Row after) throws SQLException {
        add(table.update(before, after), table, before);
    }

    void delete(TableLayout table, Row row) throws SQLException {
        add(table.delete(row), table, row);
    }

    private void add(String sql, TableLayout table, Row row) throws SQLException {
        statement.addBatch(sql);
        targets.add(new Target(table, row));
        characters += sql.length();
        if (characters >= CHARACTERS) {
            flush();
        }
    }

    /**
     * Sends what has not been sent yet. To be called before the transaction is committed.
     *
     * @return how many rows have been changed by now
     * @throws StreamException if the target lacked one; the transaction has to be rolled back then
     */
    long flush() throws SQLException {
        int[] changed = statement.executeBatch();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] != 1) {
                Target target = targets.get(i);
                throw new StreamException("table " + target.table().name() + " of the target lacks the row "
                        + target.table().describe(target.row())
                        + ", which the source has; somebody else has changed the target");
            }
        }
        written += changed.length;
        targets.clear();
        characters = 0;
        return written;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
