package io.shardgate.proxy.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.PacketWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultWriterTest {

    /** The bytes before a long value that say how long it is. */
    private static final int LENGTH_PREFIX = 4;

    private final RecordingOutput output = new RecordingOutput();

    /** The lengths of the packets written, each with the sequence id that was due. */
    private List<Integer> lengths(int firstSequence) {
        List<Integer> lengths = new ArrayList<>();
        ByteBuf written = output.written();
        while (written.isReadable()) {
            int length = written.readUnsignedMediumLE();
            assertThat(written.readUnsignedByte()).isEqualTo((short) ((firstSequence + lengths.size()) & 0xFF));
            written.skipBytes(length);
            lengths.add(length);
        }
        written.release();
        return lengths;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 250, 255})
    void aRowThatIsTooLongForOnePacketTakesSeveral(int sequence) {
        ResultWriter writer = new ResultWriter(output, ResultWriter.Format.TEXT, List.of());
        output.sequence(sequence);

        writer.row(new byte[][] {new byte[PacketWriter.MAX_FRAGMENT + 100 - LENGTH_PREFIX - 1]});
        writer.row(new byte[][] {new byte[3]});

        assertThat(lengths(sequence)).containsExactly(PacketWriter.MAX_FRAGMENT, 104, 4);
    }

    @Test
    void aRowOfExactlyTheGreatestLengthIsFollowedByAnEmptyPacket() {
        ResultWriter writer = new ResultWriter(output, ResultWriter.Format.TEXT, List.of());

        writer.row(new byte[][] {new byte[PacketWriter.MAX_FRAGMENT - LENGTH_PREFIX]});

        assertThat(lengths(1)).containsExactly(PacketWriter.MAX_FRAGMENT, 0);
    }

    @Test
    void aValueThatIsNotOfItsColumnsTypeLeavesNothingBehind() {
        ResultWriter writer =
                new ResultWriter(output, ResultWriter.Format.BINARY, List.of(ColumnDefinition.integer("id")));
        byte[] noNumber = "seven".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> writer.row(new byte[][] {noNumber})).isInstanceOf(NumberFormatException.class);

        assertThat(output.sequence()).isEqualTo(1);
        assertThat(lengths(1)).isEmpty();
    }
}
