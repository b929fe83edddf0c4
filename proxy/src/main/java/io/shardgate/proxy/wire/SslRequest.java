package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;

/** The first half of a handshake response, sent alone by a client that wants TLS before it says who it is. */
public record SslRequest(Capabilities capabilities, int maxPacket, int collation) {

    /** The length of the payload, which tells it from a whole response. */
    public static final int LENGTH = 32;

    /** Whether this payload is one rather than a whole response. Borrows the buffer and leaves its indexes alone. */
    public static boolean matches(ByteBuf payload) {
        return payload.readableBytes() == LENGTH && (payload.getIntLE(payload.readerIndex()) & Capabilities.SSL) != 0;
    }

    /** Reads a whole payload. Borrows the buffer. */
    public static SslRequest read(ByteBuf payload) {
        PacketReader reader = new PacketReader(payload);
        Capabilities capabilities = new Capabilities(reader.int4());
        int maxPacket = reader.int4();
        int collation = reader.int1();
        reader.skip(23);
        return new SslRequest(capabilities, maxPacket, collation);
    }

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        out.start(sequence)
                .int4(capabilities.flags())
                .int4(maxPacket)
                .int1(collation)
                .zeros(23)
                .finish();
    }
}
