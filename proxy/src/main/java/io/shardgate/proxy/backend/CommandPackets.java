package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.PacketWriter;
import java.nio.charset.StandardCharsets;

/** Builds the packets of commands; long payloads are cut into fragments. What they return is the caller's to pass on. */
public final class CommandPackets {

    private CommandPackets() {}

    public static ByteBuf of(BackendConnection connection, int command, String payload) {
        return of(connection, command, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static ByteBuf of(BackendConnection connection, int command, byte[] payload) {
        return of(connection, command, payload, 0, payload.length);
    }

    public static ByteBuf of(BackendConnection connection, int command, byte[] payload, int from, int to) {
        int length = 1 + to - from;
        ByteBuf out = start(connection, length);
        out.writeByte(command);
        int first = Math.min(length, PacketWriter.MAX_FRAGMENT) - 1;
        out.writeBytes(payload, from, first);
        int next = from + first;
        for (int sequence = 1, left = length - first - 1; sequence <= length / PacketWriter.MAX_FRAGMENT; sequence++) {
            int size = fragment(out, left, sequence);
            out.writeBytes(payload, next, size);
            next += size;
            left -= size;
        }
        return out;
    }

    /** A command from its whole payload, command byte included. Borrows the payload and does not move it. */
    public static ByteBuf of(BackendConnection connection, ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf out = start(connection, length);
        int first = Math.min(length, PacketWriter.MAX_FRAGMENT);
        out.writeBytes(payload, payload.readerIndex(), first);
        int next = payload.readerIndex() + first;
        for (int sequence = 1, left = length - first; sequence <= length / PacketWriter.MAX_FRAGMENT; sequence++) {
            int size = fragment(out, left, sequence);
            out.writeBytes(payload, next, size);
            next += size;
            left -= size;
        }
        return out;
    }

    private static ByteBuf start(BackendConnection connection, int length) {
        int fragments = length / PacketWriter.MAX_FRAGMENT + 1;
        ByteBuf out = connection.channelAllocator().buffer(length + fragments * PacketWriter.HEADER_SIZE);
        fragment(out, length, 0);
        return out;
    }

    /** Writes a header. A fragment of the greatest length says that another one follows, even if that is empty. */
    private static int fragment(ByteBuf out, int left, int sequence) {
        int size = Math.min(left, PacketWriter.MAX_FRAGMENT);
        out.writeMediumLE(size).writeByte(sequence);
        return size;
    }
}
