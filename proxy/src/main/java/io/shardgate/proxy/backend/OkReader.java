package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlErrorException;

/** Reads the response to a command that gives no rows: SET, BEGIN, COMMIT, COM_RESET_CONNECTION and the like. */
public abstract class OkReader implements ResponseReader {

    private final Capabilities capabilities;

    protected OkReader(BackendConnection connection) {
        this.capabilities = connection.greeting().capabilities();
    }

    protected abstract void ok(OkPacket packet);

    protected abstract void refused(ErrPacket error);

    @Override
    public abstract void lost(SqlErrorException cause);

    @Override
    public final boolean read(ByteBuf in) {
        if (in.readableBytes() < PacketWriter.HEADER_SIZE) {
            return false;
        }
        int length = in.getUnsignedMediumLE(in.readerIndex());
        if (in.readableBytes() < PacketWriter.HEADER_SIZE + length) {
            return false;
        }
        in.skipBytes(PacketWriter.HEADER_SIZE);
        ByteBuf payload = in.readSlice(length);
        int header = length == 0 ? -1 : payload.getUnsignedByte(payload.readerIndex());
        switch (header) {
            case OkPacket.HEADER, OkPacket.EOF_HEADER -> ok(OkPacket.read(payload, capabilities));
            case ErrPacket.HEADER -> refused(ErrPacket.read(payload));
            default -> throw new MalformedPacketException("packet " + header + " where OK or ERR was due");
        }
        return true;
    }
}
