package io.shardgate.proxy.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.shardgate.proxy.backend.FakeServers;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.EofPacket;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.SessionState;
import io.shardgate.proxy.wire.StatusFlags;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * However a server's response is cut into reads, a client gets the same packets, numbered from 1 on, with the EOF packets
 * that it wants.
 */
class RelayReaderTest {

    private static final Capabilities ALL = new Capabilities(-1);
    private static final Capabilities WITH_EOF = new Capabilities(~Capabilities.DEPRECATE_EOF);

    /** A response as a server sends it to us, and as a client is to get it. */
    private static final class Response {
        private final Capabilities client;
        private final ByteBuf sent = Unpooled.buffer();
        private final ByteBuf expected = Unpooled.buffer();
        private int sentSequence = 1;
        private int expectedSequence = 1;
        private long rows;
        private boolean fails;

        Response(Capabilities client) {
            this.client = client;
        }

        void result(Random random, boolean more) {
            int status = StatusFlags.AUTOCOMMIT | (more ? StatusFlags.MORE_RESULTS_EXISTS : 0);
            int columns = 1 + random.nextInt(4);
            payload(new byte[] {(byte) columns});
            for (int i = 0; i < columns; i++) {
                ColumnDefinition.text("c" + i).write(new PacketWriter(sent), sentSequence++);
                ColumnDefinition.text("c" + i).write(new PacketWriter(expected), expectedSequence++);
            }
            if (!client.deprecateEof()) {
                new EofPacket(0, StatusFlags.AUTOCOMMIT).write(new PacketWriter(expected), expectedSequence++);
            }
            for (int i = random.nextInt(400); i > 0; i--) {
                payload(row(random));
                rows++;
            }
            if (!more && random.nextInt(4) == 0) {
                new ErrPacket(1317, "70100", "interrupted").write(new PacketWriter(sent), sentSequence++, ALL);
                fails = true;
                return;
            }
            int warnings = random.nextInt(2);
            OkPacket end = new OkPacket(0, 0, status, warnings, "", SessionState.NONE);
            end.write(new PacketWriter(sent), sentSequence++, OkPacket.EOF_HEADER, ALL);
            if (client.deprecateEof()) {
                end.write(new PacketWriter(expected), expectedSequence++, OkPacket.EOF_HEADER, client);
            } else {
                new EofPacket(warnings, status).write(new PacketWriter(expected), expectedSequence++);
            }
        }

        void change(boolean more) {
            int status = StatusFlags.AUTOCOMMIT | (more ? StatusFlags.MORE_RESULTS_EXISTS : 0);
            OkPacket ok = new OkPacket(7, 300, status, 1, "Rows matched: 7", SessionState.NONE);
            ok.write(new PacketWriter(sent), sentSequence++, OkPacket.HEADER, ALL);
            ok.write(new PacketWriter(expected), expectedSequence++, OkPacket.HEADER, client);
        }

        /** Rows may begin like an OK packet, NULL, or the length of a long value. */
        private static byte[] row(Random random) {
            byte[] row = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 20)];
            random.nextBytes(row);
            row[0] = (byte) List.of(0x00, 0x01, 0xFB, 0xFC, 0xFD, 0x30)
                    .get(random.nextInt(6))
                    .intValue();
            return row;
        }

        private void payload(byte[] bytes) {
            sent.writeMediumLE(bytes.length).writeByte(sentSequence++).writeBytes(bytes);
            expected.writeMediumLE(bytes.length).writeByte(expectedSequence++).writeBytes(bytes);
        }
    }

    private static final class Ending implements RelayReader.Listener {
        private final List<String> heard = new ArrayList<>();

        @Override
        public void relayed(OkPacket last, long rows, boolean hasRows) {
            heard.add("relayed " + rows);
        }

        @Override
        public void refused(ErrPacket error, boolean begun) {
            heard.add("refused " + error.errno());
        }

        @Override
        public void lost(SqlErrorException cause, boolean begun) {
            heard.add("lost");
        }
    }

    @Property(tries = 300)
    void packetsArriveAsTheyWereSentHoweverTheyAreCut(
            @ForAll long seed, @ForAll boolean wantsEof, @ForAll boolean small) {
        Random random = new Random(seed);
        Response response = new Response(wantsEof ? WITH_EOF : ALL);
        int results = 1 + random.nextInt(3);
        for (int i = 0; i < results; i++) {
            boolean more = i + 1 < results;
            if (random.nextInt(3) == 0) {
                response.change(more);
            } else {
                response.result(random, more);
            }
        }
        RecordingOutput output = new RecordingOutput(response.client);
        Ending ending = new Ending();
        FakeServers servers = new FakeServers();
        servers.connect(servers.loop(), FakeServers.endpoint("-80"), false);
        RelayReader reader = RelayReader.ofResult(servers.opened(0).connection(), output, ending);
        boolean ended = false;
        ByteBuf rest = Unpooled.EMPTY_BUFFER;
        while (!ended && response.sent.isReadable()) {
            int length = Math.min(response.sent.readableBytes(), 1 + random.nextInt(small ? 7 : 5000));
            ByteBuf in = Unpooled.buffer().writeBytes(rest).writeBytes(response.sent, length);
            rest.release();
            ended = reader.read(in);
            rest = in;
        }

        assertThat(ended).isTrue();
        assertThat(response.sent.isReadable()).isFalse();
        assertThat(rest.isReadable()).isFalse();
        assertThat(ending.heard).containsExactly(response.fails ? "refused 1317" : "relayed " + response.rows);
        assertThat(ByteBufUtil.hexDump(output.written())).isEqualTo(ByteBufUtil.hexDump(response.expected));
        rest.release();
        response.sent.release();
        response.expected.release();
        output.written().release();
    }
}
