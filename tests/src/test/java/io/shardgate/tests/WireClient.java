package io.shardgate.tests;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * A client that sends packets as bytes, for commands that no driver sends and orders that no driver keeps. It shares no
 * code with the proxy.
 */
final class WireClient implements AutoCloseable {

    static final int PROTOCOL_41 = 1 << 9;
    static final int MULTI_STATEMENTS = 1 << 16;

    private static final int CONNECT_WITH_DB = 1 << 3;
    private static final int TRANSACTIONS = 1 << 13;
    private static final int SECURE_CONNECTION = 1 << 15;
    private static final int MULTI_RESULTS = 1 << 17;
    private static final int PLUGIN_AUTH = 1 << 19;
    private static final int UTF8MB4 = 45;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int ERR = 0xFF;
    private static final int OK = 0x00;

    private final Socket socket;
    private final DataInputStream in;
    private final int connectionId;
    private int sequence;

    /** A packet's payload. */
    record Packet(String bytes) {

        int header() {
            return bytes.isEmpty() ? -1 : bytes.charAt(0);
        }

        boolean isOk() {
            return header() == OK;
        }

        /** The errno of an error, or 0 for any other packet. */
        int errno() {
            return header() == ERR ? bytes.charAt(1) | bytes.charAt(2) << 8 : 0;
        }

        /** All of it as text. */
        String text() {
            return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    /** Logs in as a user without a password. */
    WireClient(int port, String database, int moreCapabilities) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        String greeting = read().bytes();
        int afterVersion = greeting.indexOf('\0') + 1;
        connectionId = int4(greeting, afterVersion);
        int capabilities = PROTOCOL_41
                | CONNECT_WITH_DB
                | TRANSACTIONS
                | SECURE_CONNECTION
                | MULTI_RESULTS
                | PLUGIN_AUTH
                | moreCapabilities;
        var response = new ByteArrayOutputStream();
        writeInt4(response, capabilities);
        writeInt4(response, 1 << 24);
        response.write(UTF8MB4);
        response.writeBytes(new byte[23]);
        response.writeBytes("wire\0".getBytes(StandardCharsets.UTF_8));
        response.write(0);
        response.writeBytes((database + "\0mysql_native_password\0").getBytes(StandardCharsets.UTF_8));
        send(1, response.toByteArray());
        Packet answer = read();
        if (!answer.isOk()) {
            throw new IOException("refused: " + answer.text());
        }
    }

    /** The sequence id of the packet that was read last. */
    int sequence() {
        return sequence;
    }

    int connectionId() {
        return connectionId;
    }

    /** Sends a command and returns the first packet of its answer. */
    Packet command(int command, byte... rest) throws IOException {
        byte[] payload = new byte[rest.length + 1];
        payload[0] = (byte) command;
        System.arraycopy(rest, 0, payload, 1, rest.length);
        send(0, payload);
        return read();
    }

    Packet command(int command, String rest) throws IOException {
        return command(command, rest.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends COM_QUERY and returns the first packet of its answer; only for what has no rows. */
    Packet query(String sql) throws IOException {
        return command(3, sql);
    }

    /** Sends a packet. */
    void send(int sequence, byte... payload) throws IOException {
        socket.getOutputStream().write(packet(sequence, payload));
    }

    /** Sends bytes as they are. */
    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    static byte[] packet(int sequence, byte... payload) {
        byte[] packet = new byte[payload.length + 4];
        packet[0] = (byte) payload.length;
        packet[1] = (byte) (payload.length >> 8);
        packet[2] = (byte) (payload.length >> 16);
        packet[3] = (byte) sequence;
        System.arraycopy(payload, 0, packet, 4, payload.length);
        return packet;
    }

    /** The next packet. */
    Packet read() throws IOException {
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
        sequence = in.readUnsignedByte();
        return new Packet(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    /** Whether the other side ends the connection, without a further packet. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** Little-endian bytes of a number. */
    static byte[] int4(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }

    private static int int4(String bytes, int at) {
        return bytes.charAt(at) | bytes.charAt(at + 1) << 8 | bytes.charAt(at + 2) << 16 | bytes.charAt(at + 3) << 24;
    }

    private static void writeInt4(ByteArrayOutputStream out, int value) {
        out.writeBytes(int4(value));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
