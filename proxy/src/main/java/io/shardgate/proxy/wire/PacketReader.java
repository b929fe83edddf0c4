package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads one payload, with the protocol's own names for its integers and strings.
 *
 * <p>Every read checks that the bytes are there and throws {@link MalformedPacketException} if not, so a truncated or
 * lying packet can never make it read past the payload. Borrows the buffer and moves its reader index.
 */
public final class PacketReader {

    private final ByteBuf in;

    /** Reads the buffer's readable bytes as one payload. */
    public PacketReader(ByteBuf payload) {
        this.in = payload;
    }

    public boolean hasMore() {
        return in.isReadable();
    }

    public int remaining() {
        return in.readableBytes();
    }

    public int int1() {
        need(1);
        return in.readUnsignedByte();
    }

    public int int2() {
        need(2);
        return in.readUnsignedShortLE();
    }

    public int int3() {
        need(3);
        return in.readUnsignedMediumLE();
    }

    public int int4() {
        need(4);
        return in.readIntLE();
    }

    public long int8() {
        need(8);
        return in.readLongLE();
    }

    public void skip(int count) {
        need(count);
        in.skipBytes(count);
    }

    /** {@code int<lenenc>}; the value is unsigned. NULL's marker 0xFB is malformed here. */
    public long lenencInt() {
        int first = int1();
        return switch (first) {
            case 0xFC -> int2();
            case 0xFD -> int3();
            case 0xFE -> int8();
            case 0xFB, 0xFF -> throw new MalformedPacketException("a length cannot start with byte " + first);
            default -> first;
        };
    }

    public byte[] lenencBytes() {
        long length = lenencInt();
        if (length < 0 || length > in.readableBytes()) {
            throw new MalformedPacketException("a string of " + Long.toUnsignedString(length)
                    + " bytes in a packet with " + remaining() + " left");
        }
        return bytes((int) length);
    }

    public String lenencString() {
        return new String(lenencBytes(), StandardCharsets.UTF_8);
    }

    public String nulString() {
        return new String(nulBytes(), StandardCharsets.UTF_8);
    }

    /** The bytes before the next NUL, which is consumed. */
    public byte[] nulBytes() {
        int length = in.bytesBefore((byte) 0);
        if (length < 0) {
            throw new MalformedPacketException("a string without its closing NUL");
        }
        byte[] value = bytes(length);
        in.skipBytes(1);
        return value;
    }

    /** For the last field of a greeting, whose closing NUL some servers leave out. */
    public String stringToNulOrEnd() {
        return in.bytesBefore((byte) 0) < 0 ? eofString() : nulString();
    }

    public String eofString() {
        return new String(eofBytes(), StandardCharsets.UTF_8);
    }

    public byte[] eofBytes() {
        return bytes(remaining());
    }

    public byte[] bytes(int count) {
        need(count);
        byte[] value = new byte[count];
        in.readBytes(value);
        return value;
    }

    private void need(int count) {
        if (count < 0 || in.readableBytes() < count) {
            throw new MalformedPacketException(
                    "a field of " + count + " bytes in a packet with " + remaining() + " bytes left");
        }
    }
}
