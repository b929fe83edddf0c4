package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client says about itself: who it is, what it can do, and its first answer to the server's challenge.
 *
 * @param capabilities what the client asks for; the agreement is what both sides have
 * @param collation the id's low byte, which is all that the packet has room for
 * @param database empty for none
 * @param plugin the authentication plug-in that made the answer, empty if the client does not say
 * @param attributes in the order in which they came
 */
public record HandshakeResponse41(
        Capabilities capabilities,
        int maxPacket,
        int collation,
        String user,
        AuthData authResponse,
        String database,
        String plugin,
        Map<String, String> attributes) {

    public HandshakeResponse41 {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /**
     * Reads a whole payload. Which fields it has follows from the client's flags, as far as the server offered them.
     * Borrows the buffer.
     *
     * @throws MalformedPacketException also for a client that is too old to speak PROTOCOL_41
     */
    public static HandshakeResponse41 read(ByteBuf payload, Capabilities offered) {
        PacketReader reader = new PacketReader(payload);
        Capabilities capabilities = new Capabilities(reader.int4());
        if (!capabilities.has(Capabilities.PROTOCOL_41)) {
            throw new MalformedPacketException("a client from before MySQL 4.1");
        }
        Capabilities agreed = capabilities.and(offered.flags());
        int maxPacket = reader.int4();
        int collation = reader.int1();
        reader.skip(23);
        String user = reader.nulString();
        byte[] answer;
        if (agreed.has(Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
            answer = reader.lenencBytes();
        } else if (agreed.has(Capabilities.SECURE_CONNECTION)) {
            answer = reader.bytes(reader.int1());
        } else {
            answer = reader.nulBytes();
        }
        String database = agreed.has(Capabilities.CONNECT_WITH_DB) ? reader.nulString() : "";
        String plugin = agreed.has(Capabilities.PLUGIN_AUTH) ? reader.nulString() : "";
        Map<String, String> attributes = agreed.has(Capabilities.CONNECT_ATTRS) ? readAttributes(reader) : Map.of();
        return new HandshakeResponse41(
                capabilities, maxPacket, collation, user, AuthData.of(answer), database, plugin, attributes);
    }

    private static Map<String, String> readAttributes(PacketReader reader) {
        PacketReader fields = new PacketReader(Unpooled.wrappedBuffer(reader.lenencBytes()));
        Map<String, String> attributes = new LinkedHashMap<>();
        while (fields.hasMore()) {
            String name = fields.lenencString();
            attributes.put(name, fields.lenencString());
        }
        return attributes;
    }

    /** Writes this as a packet of its own, with the fields that its flags announce. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence) {
        out.start(sequence)
                .int4(capabilities.flags())
                .int4(maxPacket)
                .int1(collation)
                .zeros(23)
                .nulString(user);
        if (capabilities.has(Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
            out.lenencBytes(authResponse.bytes());
        } else {
            out.int1(authResponse.length()).bytes(authResponse.bytes());
        }
        if (capabilities.has(Capabilities.CONNECT_WITH_DB)) {
            out.nulString(database);
        }
        if (capabilities.has(Capabilities.PLUGIN_AUTH)) {
            out.nulString(plugin);
        }
        if (capabilities.has(Capabilities.CONNECT_ATTRS)) {
            writeAttributes(out);
        }
        out.finish();
    }

    private void writeAttributes(PacketWriter out) {
        ByteBuf fields = Unpooled.buffer();
        PacketWriter writer = new PacketWriter(fields);
        attributes.forEach((name, value) -> writer.lenencString(name).lenencString(value));
        out.lenencInt(fields.readableBytes());
        out.buffer().writeBytes(fields);
    }
}
