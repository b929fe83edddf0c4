package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The greeting: a server's first packet on a connection.
 *
 * @param nonce the random challenge, {@value #NONCE_LENGTH} bytes
 * @param mariaDbCapabilities MariaDB's extended flags, zero from MySQL
 * @param plugin the authentication plug-in to which the nonce belongs, empty if the server does not say
 */
public record HandshakeV10(
        String serverVersion,
        int connectionId,
        AuthData nonce,
        Capabilities capabilities,
        int mariaDbCapabilities,
        int collation,
        int statusFlags,
        String plugin) {

    public static final int PROTOCOL_VERSION = 10;
    public static final int NONCE_LENGTH = 20;

    private static final int FIRST_PART = 8;
    private static final int MIN_SECOND_PART = 13;

    /** Reads a whole payload, its first byte included. Borrows the buffer. */
    public static HandshakeV10 read(ByteBuf payload) {
        PacketReader reader = new PacketReader(payload);
        int protocol = reader.int1();
        if (protocol != PROTOCOL_VERSION) {
            throw new MalformedPacketException("a greeting of protocol version " + protocol);
        }
        String serverVersion = reader.nulString();
        int connectionId = reader.int4();
        byte[] first = reader.bytes(FIRST_PART);
        reader.skip(1);
        int flags = reader.int2();
        if (!reader.hasMore()) {
            return new HandshakeV10(
                    serverVersion, connectionId, AuthData.of(first), new Capabilities(flags), 0, 0, 0, "");
        }
        int collation = reader.int1();
        int status = reader.int2();
        Capabilities capabilities = new Capabilities(flags | reader.int2() << 16);
        int dataLength = reader.int1();
        reader.skip(6);
        // The rest of the filler; MariaDB, which clears LONG_PASSWORD, puts flags of its own there.
        int extended = reader.int4();
        byte[] nonce = first;
        if (capabilities.has(Capabilities.SECURE_CONNECTION)) {
            byte[] second = reader.bytes(Math.max(MIN_SECOND_PART, dataLength - FIRST_PART));
            nonce = Arrays.copyOf(first, NONCE_LENGTH);
            System.arraycopy(second, 0, nonce, FIRST_PART, NONCE_LENGTH - FIRST_PART);
        }
        String plugin = capabilities.has(Capabilities.PLUGIN_AUTH) ? reader.stringToNulOrEnd() : "";
        return new HandshakeV10(
                serverVersion,
                connectionId,
                AuthData.of(nonce),
                capabilities,
                capabilities.has(Capabilities.LONG_PASSWORD) ? 0 : extended,
                collation,
                status,
                plugin);
    }

    /** Writes this as a packet of its own. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        byte[] challenge = nonce.bytes();
        if (challenge.length != NONCE_LENGTH) {
            throw new IllegalStateException("a nonce of " + challenge.length + " bytes");
        }
        out.start(sequence)
                .int1(PROTOCOL_VERSION)
                .nulString(serverVersion)
                .int4(connectionId)
                .bytes(Arrays.copyOf(challenge, FIRST_PART))
                .int1(0)
                .int2(capabilities.flags())
                .int1(collation)
                .int2(statusFlags)
                .int2(capabilities.flags() >>> 16)
                .int1(NONCE_LENGTH + 1)
                .zeros(6)
                .int4(mariaDbCapabilities)
                .bytes(Arrays.copyOfRange(challenge, FIRST_PART, NONCE_LENGTH))
                .int1(0)
                .nulString(plugin)
                .finish();
    }
}
