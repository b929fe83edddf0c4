package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Writes packets into a buffer, with the protocol's own names for its integers and strings.
 *
 * <p>{@link #start} leaves room for the header and {@link #finish} fills it in, so any number of packets can share one
 * buffer. A payload that is too long for one packet is cut into several when it is finished. Borrows the buffer.
 */
public final class PacketWriter {

    public static final int MAX_FRAGMENT = 0xFF_FFFF;
    public static final int HEADER_SIZE = 4;

    private final ByteBuf out;
    private int packetStart;

    public PacketWriter(ByteBuf out) {
        this.out = out;
    }

    public ByteBuf buffer() {
        return out;
    }

    /** Begins a packet that will carry this sequence id. */
    public PacketWriter start(int sequence) {
        packetStart = out.writerIndex();
        out.writeMediumLE(0).writeByte(sequence);
        return this;
    }

    /**
     * Ends the packet begun last, by writing its length into its header, or cuts it into as many as it needs.
     *
     * @return the sequence id of the packet that comes next
     */
    public int finish() {
        int payload = packetStart + HEADER_SIZE;
        int sequence = out.getUnsignedByte(packetStart + 3);
        int length = out.writerIndex() - payload;
        out.setMediumLE(packetStart, Math.min(length, MAX_FRAGMENT));
        if (length < MAX_FRAGMENT) {
            return (sequence + 1) & 0xFF;
        }
        // A fragment of the greatest length says that another one follows, even if that is empty.
        ByteBuf rest = out.copy(payload + MAX_FRAGMENT, length - MAX_FRAGMENT);
        try {
            out.writerIndex(payload + MAX_FRAGMENT);
            int fragment;
            do {
                fragment = Math.min(rest.readableBytes(), MAX_FRAGMENT);
                sequence++;
                out.writeMediumLE(fragment).writeByte(sequence).writeBytes(rest, fragment);
            } while (fragment == MAX_FRAGMENT);
        } finally {
            rest.release();
        }
        return (sequence + 1) & 0xFF;
    }

    public PacketWriter int1(int value) {
        out.writeByte(value);
        return this;
    }

    public PacketWriter int2(int value) {
        out.writeShortLE(value);
        return this;
    }

    public PacketWriter int4(int value) {
        out.writeIntLE(value);
        return this;
    }

    /** {@code int<lenenc>}; the value is unsigned, so a negative {@code long} takes eight bytes. */
    public PacketWriter lenencInt(long value) {
        writeLenencInt(out, value);
        return this;
    }

    public PacketWriter lenencString(String value) {
        return lenencBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public PacketWriter lenencBytes(byte[] value) {
        lenencInt(value.length);
        out.writeBytes(value);
        return this;
    }

    public PacketWriter nulString(String value) {
        ByteBufUtil.writeUtf8(out, value);
        out.writeByte(0);
        return this;
    }

    public PacketWriter eofString(String value) {
        ByteBufUtil.writeUtf8(out, value);
        return this;
    }

    public PacketWriter bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    public PacketWriter zeros(int count) {
        out.writeZero(count);
        return this;
    }

    /** {@code int<lenenc>} at the buffer's writer index. Borrows the buffer. */
    public static void writeLenencInt(ByteBuf out, long value) {
        if (Long.compareUnsigned(value, 0xFB) < 0) {
            out.writeByte((int) value);
        } else if (Long.compareUnsigned(value, 0xFFFF) <= 0) {
            out.writeByte(0xFC).writeShortLE((int) value);
        } else if (Long.compareUnsigned(value, 0xFF_FFFF) <= 0) {
            out.writeByte(0xFD).writeMediumLE((int) value);
        } else {
            out.writeByte(0xFE).writeLongLE(value);
        }
    }
}
