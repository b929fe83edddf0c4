package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements of one connection, least recently used first. Confined to its event loop.
 *
 * <p>A statement is known by its text and by the state in which it was prepared, as sql_mode and the character sets
 * change what a text means.
 */
public final class BackendStatements {

    /** Is told how a preparation ended. */
    public interface Listener {

        void prepared(PreparedHandle handle);

        void refused(ErrPacket error);

        void lost(SqlErrorException cause);
    }

    private record Key(ByteBuffer sql, String state) {}

    private final BackendConnection connection;
    private final int limit;
    private final Map<Key, PreparedHandle> handles = new LinkedHashMap<>(16, 0.75f, true);

    BackendStatements(BackendConnection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** The handle of a statement that this connection has prepared in its present state, or null. */
    public @Nullable PreparedHandle find(byte[] sql) {
        return handles.get(new Key(ByteBuffer.wrap(sql), connection.state().statementKey()));
    }

    /** Prepares the statement on the server; writes without flushing. The array must not change any more. */
    public void prepare(byte[] sql, Listener listener) {
        // The state is taken now: it is what the server will have when this command's turn comes.
        Key key = new Key(ByteBuffer.wrap(sql), connection.state().statementKey());
        connection.write(CommandPackets.of(connection, Command.STMT_PREPARE, sql), new PrepareReader(new Listener() {
            @Override
            public void prepared(PreparedHandle handle) {
                remember(key, handle);
                listener.prepared(handle);
            }

            @Override
            public void refused(ErrPacket error) {
                listener.refused(error);
            }

            @Override
            public void lost(SqlErrorException cause) {
                listener.lost(cause);
            }
        }));
    }

    /** Forgets a statement that the server will not run any more, closing it there; writes without flushing. */
    public void forget(PreparedHandle handle) {
        if (handles.values().remove(handle)) {
            close(handle);
        }
    }

    /** The server has dropped them all, as it does when the connection is reset. */
    public void clear() {
        handles.clear();
    }

    private void remember(Key key, PreparedHandle handle) {
        PreparedHandle before = handles.put(key, handle);
        if (before != null) {
            close(before);
        }
        Iterator<PreparedHandle> oldest = handles.values().iterator();
        while (handles.size() > limit) {
            PreparedHandle evicted = oldest.next();
            oldest.remove();
            close(evicted);
        }
    }

    private void close(PreparedHandle handle) {
        ByteBuf packet = connection.channelAllocator().buffer(16);
        new PacketWriter(packet)
                .start(0)
                .int1(Command.STMT_CLOSE)
                .int4(handle.id())
                .finish();
        connection.write(packet, null);
    }
}
