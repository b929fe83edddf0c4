package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.ResponseReader;
import io.shardgate.proxy.wire.EofPacket;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketReader;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.StatusFlags;
import io.shardgate.vschema.error.SqlErrorException;

/**
 * Passes the response of one server on to the client as it comes: no row is decoded or copied.
 *
 * <p>It walks from packet header to packet header through whatever bytes have arrived and forwards them as slices of
 * the read buffer. Sequence ids are patched in place where the client's differ from the server's. Only the packets that
 * end a result are read, and written in the session's terms. Servers always talk to us without EOF packets; for a
 * client that wants them they are put in.
 *
 * <p>An error is not written but handed to the listener, which decides what the client is told.
 */
final class RelayReader implements ResponseReader {

    /** Is told how the response ended. The client has been sent all of it, unflushed, except an error. */
    interface Listener {

        /**
         * All results were relayed.
         *
         * @param last what ended the last of them
         * @param rows the rows of all of them
         * @param hasRows whether the last one was a result set
         */
        void relayed(OkPacket last, long rows, boolean hasRows);

        /** @param begun whether a part of a result has already gone to the client */
        void refused(ErrPacket error, boolean begun);

        void lost(SqlErrorException cause, boolean begun);
    }

    private enum Phase {
        /** The first packet of a result is due: a column count, OK or ERR. */
        HEAD,
        COLUMNS,
        ROWS
    }

    private static final int HEADER = PacketWriter.HEADER_SIZE;
    private static final int LOCAL_INFILE = 0xFB;

    /** The payload of an OK packet with header 0xFE, without counts and text. */
    private static final int PLAIN_END = 7;

    private final BackendConnection connection;
    private final ClientOutput output;
    private final Listener listener;

    private Phase phase;
    private long columnsLeft;
    private long rows;
    private boolean begun;
    private boolean changedState;

    /** What is added to the server's sequence ids to give the client's; known when the first packet has come. */
    private int shift;

    private boolean started;

    /** The client's sequence id of the packet passed on last. */
    private int lastSequence;

    /** Bytes of the present packet that have not arrived; they are passed on unseen. */
    private int packetLeft;

    /** The packet before had the greatest length, so the next one is its continuation. */
    private boolean continued;

    private RelayReader(BackendConnection connection, ClientOutput output, Listener listener, Phase start) {
        this.connection = connection;
        this.output = output;
        this.listener = listener;
        this.phase = start;
    }

    static RelayReader ofResult(BackendConnection connection, ClientOutput output, Listener listener) {
        return new RelayReader(connection, output, listener, Phase.HEAD);
    }

    /** For COM_FIELD_LIST, whose response is column definitions without a count before them. */
    static RelayReader ofFieldList(BackendConnection connection, ClientOutput output, Listener listener) {
        return new RelayReader(connection, output, listener, Phase.ROWS);
    }

    @Override
    public boolean read(ByteBuf in) {
        int from = in.readerIndex();
        int position = from;
        int end = in.writerIndex();
        while (true) {
            int step = Math.min(packetLeft, end - position);
            position += step;
            packetLeft -= step;
            if (packetLeft > 0) {
                break;
            }
            if (phase == Phase.COLUMNS && columnsLeft == 0) {
                phase = Phase.ROWS;
                if (!output.capabilities().deprecateEof()) {
                    forward(in, from, position);
                    from = position;
                    insertEof();
                }
            }
            if (end - position < HEADER) {
                break;
            }
            if (!started) {
                // A server goes on counting after the packets of the command, which may have been several.
                shift = output.sequence() - in.getUnsignedByte(position + 3);
                started = true;
            }
            int length = in.getUnsignedMediumLE(position);
            if (length > 0 && end - position < HEADER + 1) {
                break;
            }
            int first = length == 0 ? -1 : in.getUnsignedByte(position + HEADER);
            if (!continued && (phase == Phase.HEAD || isTerminal(first, length))) {
                if (end - position < HEADER + length) {
                    break;
                }
                if (phase == Phase.HEAD && first != OkPacket.HEADER && first != ErrPacket.HEADER) {
                    head(in, position, length);
                } else if (isPlainEnd(in, position, first, length)) {
                    position += HEADER + length;
                    forward(in, from, position);
                    in.readerIndex(position);
                    OkPacket last = plainEnd(in, position - PLAIN_END);
                    listener.relayed(changedState ? last.withStateChanged() : last, rows, true);
                    return true;
                } else {
                    forward(in, from, position);
                    int sequence = in.getUnsignedByte(position + 3);
                    in.readerIndex(position + HEADER + length);
                    if (terminal(in.slice(position + HEADER, length), first, sequence)) {
                        return true;
                    }
                    position = in.readerIndex();
                    from = position;
                    continue;
                }
            } else if (!continued) {
                count();
            }
            lastSequence = (in.getUnsignedByte(position + 3) + shift) & 0xFF;
            if (shift != 0) {
                in.setByte(position + 3, lastSequence);
            }
            continued = length == PacketWriter.MAX_FRAGMENT;
            packetLeft = HEADER + length;
        }
        forward(in, from, position);
        in.readerIndex(position);
        waitForClient();
        return false;
    }

    @Override
    public void lost(SqlErrorException cause) {
        boolean isInsideOfPacket = packetLeft > 0 || continued;
        if (begun && (isInsideOfPacket || phase == Phase.COLUMNS)) {
            // The client would take an error for a part of what it waits for.
            output.close();
        } else if (begun && phase == Phase.ROWS) {
            output.sequence((lastSequence + 1) & 0xFF);
        }
        listener.lost(cause, begun);
    }

    @Override
    public void readComplete() {
        output.flush();
    }

    private boolean isTerminal(int first, int length) {
        return phase == Phase.ROWS
                && (first == ErrPacket.HEADER || (first == OkPacket.EOF_HEADER && length < PacketWriter.MAX_FRAGMENT));
    }

    private void head(ByteBuf in, int position, int length) {
        int first = length == 0 ? -1 : in.getUnsignedByte(position + HEADER);
        if (first == -1 || first == LOCAL_INFILE) {
            throw new MalformedPacketException("a result cannot start with byte " + first);
        }
        columnsLeft = new PacketReader(in.slice(position + HEADER, length)).lenencInt();
        phase = Phase.COLUMNS;
        begun = true;
    }

    private void count() {
        begun = true;
        if (phase == Phase.COLUMNS) {
            columnsLeft--;
        } else {
            rows++;
        }
    }

    private void insertEof() {
        ByteBuf eof = output.allocator().buffer(16);
        new EofPacket(0, output.statusFlags(StatusFlags.AUTOCOMMIT)).write(new PacketWriter(eof), lastSequence + 1);
        output.write(eof);
        shift++;
    }

    /** The commonest end of a result, without warnings, can stay where it is, with its status changed in place. */
    private boolean isPlainEnd(ByteBuf in, int position, int first, int length) {
        return first == OkPacket.EOF_HEADER
                && length == PLAIN_END
                && phase == Phase.ROWS
                && output.capabilities().deprecateEof()
                && in.getUnsignedShortLE(position + HEADER + 5) == 0
                && (in.getUnsignedShortLE(position + HEADER + 3)
                                & (StatusFlags.SESSION_STATE_CHANGED | StatusFlags.MORE_RESULTS_EXISTS))
                        == 0;
    }

    private OkPacket plainEnd(ByteBuf in, int payload) {
        int status = in.getUnsignedShortLE(payload + 3);
        int sequence = (in.getUnsignedByte(payload - 1) + shift) & 0xFF;
        in.setByte(payload - 1, sequence);
        in.setShortLE(payload + 3, output.statusFlags(status));
        output.sequence(sequence + 1);
        return new OkPacket(0, 0, status);
    }

    /** Reads what ends a result; answers whether the whole response ends with it. */
    private boolean terminal(ByteBuf payload, int first, int serverSequence) {
        int sequence = (serverSequence + shift) & 0xFF;
        output.sequence(sequence);
        if (first == ErrPacket.HEADER) {
            listener.refused(ErrPacket.read(payload), begun);
            return true;
        }
        OkPacket ok = OkPacket.read(payload, connection.greeting().capabilities());
        writeEnd(ok, first, sequence);
        begun = true;
        changedState |= (ok.statusFlags() & StatusFlags.SESSION_STATE_CHANGED) != 0;
        if (ok.moreResults()) {
            phase = Phase.HEAD;
            return false;
        }
        // A procedure may have said it with any of its results.
        listener.relayed(changedState ? ok.withStateChanged() : ok, rows, first == OkPacket.EOF_HEADER);
        return true;
    }

    private void writeEnd(OkPacket ok, int header, int sequence) {
        ByteBuf out = output.allocator().buffer(64 + ok.info().length() * 4);
        int status = output.statusFlags(ok.statusFlags());
        PacketWriter writer = new PacketWriter(out);
        if (header == OkPacket.EOF_HEADER && !output.capabilities().deprecateEof()) {
            new EofPacket(ok.warnings(), status).write(writer, sequence);
        } else {
            ok.inTermsOf(status).write(writer, sequence, header, output.capabilities());
        }
        output.write(out);
        output.sequence(sequence + 1);
    }

    private void forward(ByteBuf in, int from, int to) {
        if (to > from) {
            output.write(in.retainedSlice(from, to - from));
        }
    }

    private void waitForClient() {
        if (!output.isWritable()) {
            connection.pauseReading();
            output.whenWritable(connection::resumeReading);
        }
    }
}
