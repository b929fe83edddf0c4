package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one shard on their way into a combined result: a bounded buffer between a server and the merge.
 *
 * <p>When it is full the server is not read any further, until half of it has been taken.
 */
final class ShardRows implements RowsReader.Listener {

    private static final int MAX_ROWS = 512;
    private static final int MAX_BYTES = 1 << 20;

    /** Is told that something has changed. */
    interface Observer {

        void arrived();

        void failed(ShardRows rows, ErrPacket error);

        void lost(ShardRows rows, SqlErrorException cause);
    }

    private final BackendConnection connection;
    private final Observer observer;
    private final ArrayDeque<byte[] @Nullable []> rows = new ArrayDeque<>();

    private @Nullable List<ColumnDefinition> columns;
    private int bytes;
    private boolean ended;
    private boolean paused;
    private boolean discarding;

    ShardRows(BackendConnection connection, Observer observer) {
        this.connection = connection;
        this.observer = observer;
    }

    RowsReader reader() {
        return new RowsReader(connection, this);
    }

    BackendConnection connection() {
        return connection;
    }

    /** The result's columns, or null while they have not arrived. */
    @Nullable
    List<ColumnDefinition> columns() {
        return columns;
    }

    /** Whether it is known what comes next: a row, or the end. */
    boolean isReady() {
        return ended || !rows.isEmpty();
    }

    boolean isExhausted() {
        return ended && rows.isEmpty();
    }

    /** Whether the server has said all it had to say. */
    boolean hasEnded() {
        return ended;
    }

    byte @Nullable [] @Nullable [] peek() {
        return rows.peek();
    }

    byte[] @Nullable [] take() {
        byte[] @Nullable [] row = rows.remove();
        bytes -= size(row);
        if (paused && rows.size() <= MAX_ROWS / 2 && bytes <= MAX_BYTES / 2) {
            paused = false;
            connection.resumeReading();
        }
        return row;
    }

    /** Nobody wants the rest: it is read, as the connection has to be used again, and dropped. */
    void discard() {
        discarding = true;
        rows.clear();
        bytes = 0;
        if (paused) {
            paused = false;
            connection.resumeReading();
        }
    }

    @Override
    public void columns(List<ColumnDefinition> described) {
        columns = described;
    }

    @Override
    public void row(byte[] @Nullable [] values) {
        if (discarding) {
            return;
        }
        rows.add(values);
        bytes += size(values);
        if (!paused && (rows.size() >= MAX_ROWS || bytes >= MAX_BYTES)) {
            paused = true;
            connection.pauseReading();
        }
    }

    @Override
    public void readComplete() {
        observer.arrived();
    }

    @Override
    public void end(OkPacket end) {
        ended = true;
        if (columns == null) {
            columns = List.of();
        }
        observer.arrived();
    }

    @Override
    public void refused(ErrPacket error) {
        ended = true;
        observer.failed(this, error);
    }

    @Override
    public void lost(SqlErrorException cause) {
        ended = true;
        observer.lost(this, cause);
    }

    private static int size(byte[] @Nullable [] row) {
        int size = 16 * row.length;
        for (byte[] value : row) {
            size += value == null ? 0 : value.length;
        }
        return size;
    }
}
