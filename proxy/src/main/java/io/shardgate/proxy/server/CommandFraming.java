package io.shardgate.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.vschema.error.SqlError;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into commands, one at a time. Confined to the connection's event loop.
 *
 * <p>A command that arrived whole in one buffer, as nearly all do, is a slice of it. A payload of the greatest fragment
 * length goes on in the next packet, even if that is empty. Lengths are checked when a header says them, not when the
 * bytes have come.
 */
final class CommandFraming {

    private final ByteBufAllocator allocator;
    private final int maxPayload;

    /** Bytes that have not been taken yet; ours to release. */
    private @Nullable ByteBuf input;

    private int nextSequence;

    CommandFraming(ByteBufAllocator allocator, int maxPayload) {
        this.allocator = allocator;
        this.maxPayload = maxPayload;
    }

    /** Adds what has arrived. Takes the buffer. */
    void add(ByteBuf arrived) {
        ByteBuf before = input;
        if (before == null || !before.isReadable()) {
            if (before != null) {
                before.release();
            }
            input = arrived;
            return;
        }
        if (before.refCnt() == 1 && !before.isReadOnly() && before.maxWritableBytes() >= arrived.readableBytes()) {
            before.discardReadBytes();
            before.writeBytes(arrived);
            arrived.release();
            return;
        }
        ByteBuf joined = allocator.buffer((before.readableBytes() + arrived.readableBytes()) * 2);
        joined.writeBytes(before).writeBytes(arrived);
        before.release();
        arrived.release();
        input = joined;
    }

    int waiting() {
        return input == null ? 0 : input.readableBytes();
    }

    /** The sequence id that the answer to the command taken last begins with. */
    int answerSequence() {
        return nextSequence;
    }

    /**
     * The payload of the next command, or null if it is not all there. The caller releases it.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException if it is larger than the limit
     */
    @Nullable
    ByteBuf next() {
        ByteBuf in = input;
        if (in == null) {
            return null;
        }
        int position = in.readerIndex();
        int total = 0;
        int fragments = 0;
        int length;
        do {
            if (in.writerIndex() - position < PacketWriter.HEADER_SIZE) {
                return null;
            }
            length = in.getUnsignedMediumLE(position);
            total += length;
            if (total > maxPayload) {
                throw SqlError.PACKET_TOO_LARGE.exception();
            }
            int sequence = in.getUnsignedByte(position + 3);
            if (sequence != (fragments & 0xFF)) {
                throw new MalformedPacketException("packet " + sequence + " arrived where " + fragments + " was due");
            }
            if (in.writerIndex() - position - PacketWriter.HEADER_SIZE < length) {
                return null;
            }
            position += PacketWriter.HEADER_SIZE + length;
            fragments++;
        } while (length == PacketWriter.MAX_FRAGMENT);

        nextSequence = fragments;
        if (fragments == 1) {
            in.skipBytes(PacketWriter.HEADER_SIZE);
            return in.readRetainedSlice(length);
        }
        return joinFragments(in, fragments);
    }

    private ByteBuf joinFragments(ByteBuf in, int fragments) {
        CompositeByteBuf joined = allocator.compositeBuffer(fragments);
        for (int i = 0; i < fragments; i++) {
            int length = in.readUnsignedMediumLE();
            in.skipBytes(1);
            joined.addComponent(true, in.readRetainedSlice(length));
        }
        return joined;
    }

    void release() {
        if (input != null) {
            input.release();
            input = null;
        }
    }
}
