package io.shardgate.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What is written is read back, and what is cut short is refused. */
class PacketLawsTest {

    private static final Capabilities ALL = new Capabilities(-1);

    private static ByteBuf payload(Consumer<PacketWriter> writing) {
        ByteBuf buffer = Unpooled.buffer();
        writing.accept(new PacketWriter(buffer));
        assertThat(buffer.readUnsignedMediumLE()).isEqualTo(buffer.readableBytes() - 1);
        buffer.readByte();
        return buffer;
    }

    @Property
    void aLengthEncodedIntegerComesBack(@ForAll long value) {
        ByteBuf buffer = Unpooled.buffer();
        PacketWriter.writeLenencInt(buffer, value);

        assertThat(new PacketReader(buffer).lenencInt()).isEqualTo(value);
        assertThat(buffer.isReadable()).isFalse();
    }

    @Example
    void aLengthEncodedIntegerIsAsShortAsCanBe() {
        long[] values = {0, 250, 251, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x100_0000, -1};
        int[] lengths = {1, 1, 3, 3, 4, 4, 9, 9};

        for (int i = 0; i < values.length; i++) {
            ByteBuf buffer = Unpooled.buffer();
            PacketWriter.writeLenencInt(buffer, values[i]);
            assertThat(buffer.readableBytes()).as("%x", values[i]).isEqualTo(lengths[i]);
        }
    }

    @Example
    void aLongPayloadIsCutIntoPacketsThatJoinToTheSamePayload() {
        int max = PacketWriter.MAX_FRAGMENT;
        int[] lengths = {max - 1, max, max + 1, 2 * max, 2 * max + 7};

        for (int length : lengths) {
            byte[] payload = new byte[length];
            new java.util.Random(length).nextBytes(payload);
            ByteBuf buffer = Unpooled.buffer();
            buffer.writeInt(-1).skipBytes(4);

            int next = new PacketWriter(buffer).start(254).bytes(payload).finish();

            int packets = length / max + 1;
            assertThat(next).isEqualTo((254 + packets) & 0xFF);
            ByteBuf joined = Unpooled.buffer(length);
            for (int i = 0; i < packets; i++) {
                int fragment = buffer.readUnsignedMediumLE();
                assertThat((int) buffer.readUnsignedByte()).isEqualTo((254 + i) & 0xFF);
                assertThat(fragment).isEqualTo(Math.min(max, length - i * max));
                joined.writeBytes(buffer, fragment);
            }
            assertThat(buffer.isReadable()).isFalse();
            assertThat(joined).as("%d bytes", length).isEqualTo(Unpooled.wrappedBuffer(payload));
        }
    }

    @Property
    void aStringComesBack(@ForAll @StringLength(max = 400) String text) {
        String whole = text.replace('\0', '0');
        ByteBuf payload = payload(out -> out.start(0)
                .lenencString(whole)
                .nulString(whole)
                .eofString(whole)
                .finish());
        PacketReader reader = new PacketReader(payload);
        // A lone surrogate is no character and is written as a question mark.
        String read = new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(reader.lenencString()).isEqualTo(read);
        assertThat(reader.nulString()).isEqualTo(read);
        assertThat(reader.eofString()).isEqualTo(read);
    }

    @Property
    void aLengthThatLiesIsMalformed(@ForAll @IntRange(min = 1, max = 0xFF_FFFF) int excess) {
        ByteBuf buffer = Unpooled.buffer();
        PacketWriter.writeLenencInt(buffer, 3L + excess);
        buffer.writeBytes(new byte[3]);

        assertThatThrownBy(() -> new PacketReader(buffer).lenencBytes()).isInstanceOf(MalformedPacketException.class);
    }

    @Property(tries = 300)
    void aHandshakeResponseComesBackAndNoPrefixOfItIsOne(
            @ForAll @StringLength(max = 40) String user,
            @ForAll @Size(max = 200) byte[] answer,
            @ForAll @Size(max = 4) Map<@StringLength(max = 10) String, @StringLength(max = 10) String> attributes) {
        HandshakeResponse41 response = new HandshakeResponse41(
                ALL,
                1 << 24,
                45,
                printable(user),
                AuthData.of(answer),
                "commerce",
                "some_plugin",
                printable(attributes));
        ByteBuf payload = payload(out -> response.write(out, 1));

        assertThat(HandshakeResponse41.read(payload.duplicate(), ALL)).isEqualTo(response);
        for (int length = 0; length < payload.readableBytes(); length++) {
            ByteBuf prefix = payload.slice(payload.readerIndex(), length);
            assertThatThrownBy(() -> HandshakeResponse41.read(prefix, ALL))
                    .isInstanceOf(MalformedPacketException.class);
        }
    }

    private static String printable(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints()
                .filter(c -> c != 0 && Character.isDefined(c) && Character.getType(c) != Character.SURROGATE)
                .forEach(result::appendCodePoint);
        return result.toString();
    }

    private static Map<String, String> printable(Map<String, String> map) {
        Map<String, String> result = new LinkedHashMap<>();
        map.forEach((name, value) -> result.put(printable(name), printable(value)));
        return result;
    }

    @Property
    void aGreetingComesBack(@ForAll int connectionId, @ForAll @Size(value = 20) byte[] nonce, @ForAll int flags) {
        int capabilities =
                flags | Capabilities.SECURE_CONNECTION | Capabilities.PLUGIN_AUTH | Capabilities.LONG_PASSWORD;
        HandshakeV10 greeting = new HandshakeV10(
                "8.0.40", connectionId, AuthData.of(nonce), new Capabilities(capabilities), 0, 45, 2, "some_plugin");

        assertThat(HandshakeV10.read(payload(out -> greeting.write(out, 0)))).isEqualTo(greeting);
    }

    @Property
    void anErrorComesBack(@ForAll @IntRange(max = 0xFFFF) int errno, @ForAll @StringLength(max = 50) String message) {
        ErrPacket error = new ErrPacket(errno, "42S02", printable(message));

        assertThat(ErrPacket.read(payload(out -> error.write(out, 1, ALL)))).isEqualTo(error);
    }

    @Property
    void anOkComesBack(
            @ForAll long affectedRows, @ForAll long lastInsertId, @ForAll @IntRange(max = 0xFFFF) int status) {
        int flags = status & ~StatusFlags.SESSION_STATE_CHANGED;
        OkPacket ok = new OkPacket(affectedRows, lastInsertId, flags);

        assertThat(OkPacket.read(payload(out -> ok.write(out, 1, OkPacket.HEADER, ALL)), ALL))
                .isEqualTo(ok);
    }
}
