package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlErrorException;

/** Reads the answer to COM_STMT_PREPARE: its header, then a definition for each parameter and each column. */
final class PrepareReader implements ResponseReader {

    private final BackendStatements.Listener listener;

    PrepareReader(BackendStatements.Listener listener) {
        this.listener = listener;
    }

    @Override
    public boolean read(ByteBuf in) {
        int start = in.readerIndex();
        int headerEnd = packetEnd(in, start);
        if (headerEnd < 0) {
            return false;
        }
        if (in.getUnsignedByte(start + PacketWriter.HEADER_SIZE) == ErrPacket.HEADER) {
            ByteBuf payload = in.slice(start + PacketWriter.HEADER_SIZE, headerEnd - start - PacketWriter.HEADER_SIZE);
            ErrPacket error = ErrPacket.read(payload);
            in.readerIndex(headerEnd);
            listener.refused(error);
            return true;
        }

        int id = in.getIntLE(start + 5);
        int columns = in.getUnsignedShortLE(start + 9);
        int parameters = in.getUnsignedShortLE(start + 11);
        int end = headerEnd;
        for (int definitions = columns + parameters; definitions > 0; definitions--) {
            end = packetEnd(in, end);
            if (end < 0) {
                return false;
            }
        }
        byte[] answer = ByteBufUtil.getBytes(in, start, end - start);
        in.readerIndex(end);
        listener.prepared(new PreparedHandle(id, columns, parameters, answer));
        return true;
    }

    @Override
    public void lost(SqlErrorException cause) {
        listener.lost(cause);
    }

    /** Where the packet that starts here ends, or -1 if it is not all there. */
    private static int packetEnd(ByteBuf in, int start) {
        if (in.writerIndex() - start < PacketWriter.HEADER_SIZE + 1) {
            return -1;
        }
        int end = start + PacketWriter.HEADER_SIZE + in.getUnsignedMediumLE(start);
        return end <= in.writerIndex() ? end : -1;
    }
}
