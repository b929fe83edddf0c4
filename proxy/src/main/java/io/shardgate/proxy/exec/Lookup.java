package io.shardgate.proxy.exec;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a server something on the proxy's own behalf and collects the few rows of its answer. */
public final class Lookup implements RowsReader.Listener {

    /** Is told the answer, on the event loop. */
    public interface Listener {

        void found(List<ColumnDefinition> columns, List<byte[] @Nullable []> rows);

        void failed(ErrPacket error);
    }

    private final Listener listener;
    private final List<byte[] @Nullable []> rows = new ArrayList<>();
    private List<ColumnDefinition> columns = List.of();

    private Lookup(Listener listener) {
        this.listener = listener;
    }

    /** Writes the query without flushing. */
    public static void ask(BackendConnection connection, String sql, Listener listener) {
        RowsReader reader = new RowsReader(connection, new Lookup(listener));
        connection.write(CommandPackets.of(connection, Command.QUERY, sql), reader);
    }

    @Override
    public void columns(List<ColumnDefinition> described) {
        columns = described;
    }

    @Override
    public void row(byte[] @Nullable [] values) {
        rows.add(values);
    }

    @Override
    public void readComplete() {}

    @Override
    public void end(OkPacket end) {
        listener.found(columns, rows);
    }

    @Override
    public void refused(ErrPacket error) {
        listener.failed(error);
    }

    @Override
    public void lost(SqlErrorException cause) {
        listener.failed(ErrPacket.of(cause));
    }
}
