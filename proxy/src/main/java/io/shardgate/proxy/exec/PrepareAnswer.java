package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.backend.PreparedHandle;
import io.shardgate.proxy.wire.EofPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.StatusFlags;

/** Writes a server's answer to a preparation for the client, under the proxy's own statement id. */
public final class PrepareAnswer {

    private static final int STATEMENT_ID = PacketWriter.HEADER_SIZE + 1;

    private final ClientOutput output;
    private final ByteBuf out;
    private int sequence;

    private PrepareAnswer(ClientOutput output, int capacity) {
        this.output = output;
        this.sequence = output.sequence();
        this.out = output.allocator().buffer(capacity);
    }

    public static void write(ClientOutput output, PreparedHandle handle, int statementId) {
        new PrepareAnswer(output, handle.answer().length + 32).write(handle, statementId);
    }

    /** The answer for a statement that the proxy runs itself, without parameters. */
    public static void writeEmpty(ClientOutput output, int statementId) {
        PrepareAnswer answer = new PrepareAnswer(output, 32);
        new PacketWriter(answer.out)
                .start(answer.sequence++)
                .int1(0)
                .int4(statementId)
                .int2(0)
                .int2(0)
                .int1(0)
                .int2(0)
                .finish();
        answer.send();
    }

    private void write(PreparedHandle handle, int statementId) {
        byte[] answer = handle.answer();
        int position = packets(answer, 0, 1);
        out.setIntLE(STATEMENT_ID, statementId);
        position = definitions(answer, position, handle.parameters());
        definitions(answer, position, handle.columns());
        send();
    }

    private int definitions(byte[] answer, int from, int count) {
        int end = packets(answer, from, count);
        if (count > 0 && !output.capabilities().deprecateEof()) {
            new EofPacket(0, output.statusFlags(StatusFlags.AUTOCOMMIT)).write(new PacketWriter(out), sequence++);
        }
        return end;
    }

    /** Copies packets with the sequence ids that are due, and answers where the next one starts. */
    private int packets(byte[] answer, int from, int count) {
        int position = from;
        for (int i = 0; i < count; i++) {
            int length = (answer[position] & 0xFF)
                    | (answer[position + 1] & 0xFF) << 8
                    | (answer[position + 2] & 0xFF) << 16;
            int end = position + PacketWriter.HEADER_SIZE + length;
            int header = out.writerIndex();
            out.writeBytes(answer, position, end - position);
            out.setByte(header + 3, sequence++);
            position = end;
        }
        return position;
    }

    private void send() {
        output.sequence(sequence);
        output.write(out);
    }
}
