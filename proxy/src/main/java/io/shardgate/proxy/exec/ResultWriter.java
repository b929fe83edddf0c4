package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.wire.BinaryRow;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.EofPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.StatusFlags;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a result set of the proxy's own making: an answer that needs no server, or rows that were combined.
 *
 * <p>Values are given in the text protocol's form. For a prepared statement they go out in the binary protocol.
 */
public final class ResultWriter {

    /** How a client asked, and so how the rows must look. */
    public enum Format {
        TEXT,
        BINARY
    }

    private static final int ROW_GUESS = 256;
    private static final int NULL = 0xFB;

    private final ClientOutput output;
    private final Format format;
    private final List<ColumnDefinition> columns;

    public ResultWriter(ClientOutput output, Format format, List<ColumnDefinition> columns) {
        this.output = output;
        this.format = format;
        this.columns = List.copyOf(columns);
    }

    /** Writes a whole result of text values, null for NULL. */
    public static void write(
            ClientOutput output, Format format, List<ColumnDefinition> columns, List<List<@Nullable String>> rows) {
        ResultWriter writer = new ResultWriter(output, format, columns);
        writer.head();
        for (List<@Nullable String> row : rows) {
            byte[] @Nullable [] values = new byte[row.size()][];
            for (int i = 0; i < row.size(); i++) {
                String value = row.get(i);
                values[i] = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
            }
            writer.row(values);
        }
        writer.end(0);
    }

    /** The column count and the column definitions. */
    public void head() {
        ByteBuf out = output.allocator().buffer(ROW_GUESS);
        PacketWriter writer = new PacketWriter(out);
        int sequence = output.sequence();
        writer.start(sequence++).lenencInt(columns.size()).finish();
        for (ColumnDefinition column : columns) {
            column.write(writer, sequence++);
        }
        if (!output.capabilities().deprecateEof()) {
            new EofPacket(0, output.statusFlags(StatusFlags.AUTOCOMMIT)).write(writer, sequence++);
        }
        output.sequence(sequence);
        output.write(out);
    }

    /** One row; each value's text, null for NULL. */
    public void row(byte[] @Nullable [] values) {
        int size = PacketWriter.HEADER_SIZE + 16 + 9 * values.length;
        for (byte[] value : values) {
            size += value == null ? 1 : value.length;
        }
        ByteBuf out = output.allocator().buffer(size);
        int next;
        try {
            PacketWriter writer = new PacketWriter(out).start(output.sequence());
            values(writer, values);
            next = writer.finish();
        } catch (RuntimeException e) {
            out.release();
            throw e;
        }
        output.sequence(next);
        output.write(out);
    }

    private void values(PacketWriter writer, byte[] @Nullable [] values) {
        if (format == Format.BINARY) {
            BinaryRow.write(writer, columns, values);
            return;
        }
        for (byte[] value : values) {
            if (value == null) {
                writer.int1(NULL);
            } else {
                writer.lenencBytes(value);
            }
        }
    }

    public void end(int warnings) {
        ByteBuf out = output.allocator().buffer(16);
        PacketWriter writer = new PacketWriter(out);
        int status = output.statusFlags(StatusFlags.AUTOCOMMIT);
        int sequence = output.sequence();
        if (output.capabilities().deprecateEof()) {
            OkPacket ok = new OkPacket(0, 0, status, warnings, "", io.shardgate.proxy.wire.SessionState.NONE);
            ok.write(writer, sequence, OkPacket.EOF_HEADER, output.capabilities());
        } else {
            new EofPacket(warnings, status).write(writer, sequence);
        }
        output.sequence(sequence + 1);
        output.write(out);
    }
}
