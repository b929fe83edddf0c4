package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.ResponseReader;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketReader;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a text result set for whoever combines the rows of several shards, or looks something up.
 *
 * <p>Rows are copies on the heap; the listener keeps them as long as it likes.
 */
final class RowsReader implements ResponseReader {

    /** Is told the result as it arrives. */
    interface Listener {

        void columns(List<ColumnDefinition> columns);

        /** One row; each value's text, null for NULL. */
        void row(byte[] @Nullable [] values);

        /** What has arrived so far has been told; rows are best combined now, many together. */
        void readComplete();

        /** The end of the result set; or, without columns before it, of a statement that gives none. */
        void end(OkPacket end);

        void refused(ErrPacket error);

        void lost(SqlErrorException cause);
    }

    private static final int HEADER = PacketWriter.HEADER_SIZE;
    private static final int NULL = 0xFB;

    private final BackendConnection connection;
    private final Listener listener;

    private long columnsLeft = -1;
    private final List<ColumnDefinition> columns = new ArrayList<>();

    /** The fragments so far of a payload that is longer than one packet; ours to release. */
    private @Nullable ByteBuf fragments;

    RowsReader(BackendConnection connection, Listener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    @Override
    public boolean read(ByteBuf in) {
        while (in.readableBytes() >= HEADER) {
            int length = in.getUnsignedMediumLE(in.readerIndex());
            if (in.readableBytes() < HEADER + length) {
                return false;
            }
            in.skipBytes(HEADER);
            ByteBuf payload = in.readSlice(length);
            if (length == PacketWriter.MAX_FRAGMENT || fragments != null) {
                join(payload, length);
            } else if (payload(payload, length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void lost(SqlErrorException cause) {
        releaseFragments();
        listener.lost(cause);
    }

    @Override
    public void readComplete() {
        listener.readComplete();
    }

    /** Only a row is ever that long, so whether the response ends here need not be asked. */
    private void join(ByteBuf payload, int length) {
        ByteBuf joined = fragments;
        if (joined == null) {
            joined = connection.channelAllocator().buffer(2 * length);
            fragments = joined;
        }
        joined.writeBytes(payload);
        if (length < PacketWriter.MAX_FRAGMENT) {
            row(joined);
            releaseFragments();
        }
    }

    private void releaseFragments() {
        if (fragments != null) {
            fragments.release();
            fragments = null;
        }
    }

    private boolean payload(ByteBuf payload, int length) {
        int first = length == 0 ? -1 : payload.getUnsignedByte(payload.readerIndex());
        if (first == ErrPacket.HEADER) {
            listener.refused(ErrPacket.read(payload));
            return true;
        }
        if (columnsLeft == -1) {
            return head(payload, first);
        }
        if (columnsLeft > 0) {
            column(payload);
            return false;
        }
        if (first == OkPacket.EOF_HEADER) {
            listener.end(OkPacket.read(payload, connection.greeting().capabilities()));
            return true;
        }
        row(payload);
        return false;
    }

    private boolean head(ByteBuf payload, int first) {
        if (first == OkPacket.HEADER) {
            listener.end(OkPacket.read(payload, connection.greeting().capabilities()));
            return true;
        }
        columnsLeft = new PacketReader(payload).lenencInt();
        return false;
    }

    private void column(ByteBuf payload) {
        columns.add(ColumnDefinition.read(payload));
        columnsLeft--;
        if (columnsLeft == 0) {
            listener.columns(List.copyOf(columns));
        }
    }

    private void row(ByteBuf payload) {
        PacketReader in = new PacketReader(payload);
        byte[] @Nullable [] values = new byte[columns.size()][];
        for (int i = 0; i < values.length; i++) {
            if (!in.hasMore()) {
                throw new MalformedPacketException("a row with " + i + " of " + values.length + " values");
            }
            if (payload.getUnsignedByte(payload.readerIndex()) == NULL) {
                in.int1();
                values[i] = null;
            } else {
                values[i] = in.lenencBytes();
            }
        }
        listener.row(values);
    }
}
