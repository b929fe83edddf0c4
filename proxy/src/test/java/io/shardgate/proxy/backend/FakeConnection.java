package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.shardgate.proxy.auth.BackendGreeting;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.StatusFlags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One connection whose server's part a test plays, byte for byte as on the wire. */
public final class FakeConnection {

    private static final Capabilities CAPABILITIES =
            new Capabilities(Capabilities.PROTOCOL_41 | Capabilities.DEPRECATE_EOF | Capabilities.TRANSACTIONS);

    private final EmbeddedChannel channel;
    private final BackendConnection connection;
    private final List<String> received = new ArrayList<>();

    FakeConnection(Endpoint endpoint, int id) {
        channel = new EmbeddedChannel();
        BackendGreeting greeting = new BackendGreeting("8.0.36", id, CAPABILITIES, false);
        connection = new BackendConnection(channel, endpoint, greeting, 100, System.nanoTime());
        channel.pipeline().addLast(connection);
    }

    public BackendConnection connection() {
        return connection;
    }

    public EmbeddedChannel channel() {
        return channel;
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** What has been sent to the server so far: the text of queries, the number of other commands. */
    public List<String> received() {
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            int length = out.readUnsignedMediumLE();
            out.skipBytes(1);
            int command = out.readUnsignedByte();
            received.add(
                    command == Command.QUERY
                            ? out.readString(length - 1, StandardCharsets.UTF_8)
                            : "command " + command);
            out.release();
        }
        return List.copyOf(received);
    }

    /** Answers one command. */
    public void ok() {
        send(out -> new OkPacket(0, 0, StatusFlags.AUTOCOMMIT).write(out, 1, OkPacket.HEADER, CAPABILITIES));
    }

    public void error(int errno, String sqlState, String message) {
        send(out -> new ErrPacket(errno, sqlState, message).write(out, 1, CAPABILITIES));
    }

    /** Sends the column of a result and then these values of it, without the end. */
    public void rows(String column, String... values) {
        send(out -> {
            int sequence = out.start(1).lenencInt(1).finish();
            ColumnDefinition.text(column).write(out, sequence++);
            for (String value : values) {
                sequence = out.start(sequence).lenencString(value).finish();
            }
        });
    }

    /** Ends a result of one column and so many rows. */
    public void endOfRows(int rows) {
        send(out -> new OkPacket(0, 0, StatusFlags.AUTOCOMMIT).write(out, 3 + rows, OkPacket.EOF_HEADER, CAPABILITIES));
    }

    /** The server goes away. */
    public void die() {
        channel.close();
        channel.runPendingTasks();
    }

    private void send(Consumer<PacketWriter> writing) {
        ByteBuf out = channel.alloc().buffer();
        writing.accept(new PacketWriter(out));
        channel.writeInbound(out);
    }
}
