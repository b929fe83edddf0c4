package io.shardgate.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.shardgate.proxy.wire.AuthData;
import io.shardgate.proxy.wire.AuthSwitchRequest;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.Collation;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.HandshakeResponse41;
import io.shardgate.proxy.wire.HandshakeV10;
import io.shardgate.proxy.wire.PacketWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's side of a handshake with our server, byte by byte, without a network. */
final class HandshakeTalk {

    static final int CAPABILITIES = Capabilities.PROTOCOL_41
            | Capabilities.SECURE_CONNECTION
            | Capabilities.PLUGIN_AUTH
            | Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA
            | Capabilities.CONNECT_WITH_DB
            | Capabilities.CONNECT_ATTRS;

    private static final Users USERS = TestUsers.create();

    final List<AuthenticatedClient> sessions = new ArrayList<>();
    final ByteArrayOutputStream commands = new ByteArrayOutputStream();
    final ClientAuthenticator authenticator;
    final EmbeddedChannel channel;
    final HandshakeV10 greeting;

    /** What the server sent: the header's sequence id, and the payload. */
    static final class Packet {

        private final int sequence;
        private final byte[] payload;

        private Packet(int sequence, byte[] payload) {
            this.sequence = sequence;
            this.payload = payload;
        }

        int sequence() {
            return sequence;
        }

        byte[] payload() {
            return payload;
        }

        int header() {
            return payload[0] & 0xFF;
        }

        ErrPacket error() {
            return ErrPacket.read(Unpooled.wrappedBuffer(payload));
        }

        AuthSwitchRequest authSwitch() {
            return AuthSwitchRequest.read(Unpooled.wrappedBuffer(payload));
        }

        /** The sequence id and the first bytes, for comparing whole exchanges. */
        String summary() {
            int shown = Math.min(2, payload.length);
            return sequence + ":" + HexFormat.of().formatHex(payload, 0, shown);
        }
    }

    HandshakeTalk() {
        this(USERS, null, false);
    }

    HandshakeTalk(@Nullable SslContext tls, boolean tlsRequired) {
        this(USERS, tls, tlsRequired);
    }

    HandshakeTalk(Users users, @Nullable SslContext tls, boolean tlsRequired) {
        HandshakeSettings settings = new HandshakeSettings(
                "8.0.40-Shardgate", LoginServer.COLLATION, Duration.ofSeconds(10), tls, tlsRequired);
        authenticator = new ClientAuthenticator(settings, () -> users, Runnable::run, this::openSession);
        channel = new EmbeddedChannel(authenticator.handshake(7));
        Packet first = read().get(0);
        assertThat(first.sequence()).isZero();
        greeting = HandshakeV10.read(Unpooled.wrappedBuffer(first.payload()));
    }

    private SimpleChannelInboundHandler<ByteBuf> openSession(AuthenticatedClient client) {
        if ("broken".equals(client.database())) {
            throw new IllegalStateException("a session that cannot open");
        }
        sessions.add(client);
        return new SimpleChannelInboundHandler<>() {
            @Override
            protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
                commands.writeBytes(ByteBufUtil.getBytes(in));
            }
        };
    }

    static byte[] packet(Consumer<PacketWriter> writing) {
        ByteBuf buffer = Unpooled.buffer();
        writing.accept(new PacketWriter(buffer));
        return ByteBufUtil.getBytes(buffer);
    }

    static byte[] packet(int sequence, byte... payload) {
        return packet(out -> out.start(sequence).bytes(payload).finish());
    }

    /** A response with sequence id 1. */
    byte[] response(String user, AuthData answer, String plugin) {
        return response(1, CAPABILITIES, user, answer, plugin, "commerce", Collation.UTF8MB4_GENERAL_CI);
    }

    static byte[] response(
            int sequence, int flags, String user, AuthData answer, String plugin, String database, int collation) {
        Map<String, String> attributes = Map.of("program_name", "talk");
        HandshakeResponse41 response = new HandshakeResponse41(
                new Capabilities(flags), 1 << 24, collation, user, answer, database, plugin, attributes);
        return packet(out -> response.write(out, sequence));
    }

    AuthData sha2(String password) {
        return CachingSha2Password.answer(password.getBytes(StandardCharsets.UTF_8), greeting.nonce());
    }

    AuthData old(String password) {
        return NativePassword.answer(password.getBytes(StandardCharsets.UTF_8), greeting.nonce());
    }

    List<Packet> send(byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.runPendingTasks();
        return read();
    }

    List<Packet> read() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        List<Packet> packets = new ArrayList<>();
        while (all.isReadable()) {
            int length = all.readUnsignedMediumLE();
            int sequence = all.readUnsignedByte();
            byte[] payload = new byte[length];
            all.readBytes(payload);
            packets.add(new Packet(sequence, payload));
        }
        return packets;
    }

    static List<String> summaries(List<Packet> packets) {
        return packets.stream().map(Packet::summary).toList();
    }

    void expectRefusal(List<Packet> packets, int errno, int sequence) {
        assertThat(packets).hasSize(1);
        assertThat(packets.get(0).error().errno()).isEqualTo(errno);
        assertThat(packets.get(0).sequence()).isEqualTo(sequence);
        expectEnd();
    }

    /** The connection is closed, nobody is in, and nothing is read any more. */
    void expectEnd() {
        assertThat(channel.isOpen()).isFalse();
        assertThat(sessions).isEmpty();
        assertThat(commands.size()).isZero();
        assertThat(channel.finishAndReleaseAll()).isFalse();
        channel.checkException();
    }
}
