package io.shardgate.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The end of a command: of one that returned no rows (header 0x00), or of a result set (header 0xFE, where EOF packets
 * are deprecated).
 *
 * @param info the human-readable text, empty if there is none
 * @param sessionState the raw session state changes, empty if there are none
 */
public record OkPacket(
        long affectedRows, long lastInsertId, int statusFlags, int warnings, String info, SessionState sessionState) {

    public static final int HEADER = 0x00;
    public static final int EOF_HEADER = 0xFE;

    public OkPacket(long affectedRows, long lastInsertId, int statusFlags) {
        this(affectedRows, lastInsertId, statusFlags, 0, "", SessionState.NONE);
    }

    /** Reads a whole payload, header included, from a peer with these capabilities. Borrows the buffer. */
    public static OkPacket read(ByteBuf payload, Capabilities capabilities) {
        PacketReader reader = new PacketReader(payload);
        reader.int1();
        long affectedRows = reader.lenencInt();
        long lastInsertId = reader.lenencInt();
        int status = reader.int2();
        int warnings = reader.int2();
        // Length-encoded with or without session tracking: servers and clients agree on that, the documentation does
        // not.
        String info = reader.hasMore() ? reader.lenencString() : "";
        boolean tracked = capabilities.sessionTrack() && (status & StatusFlags.SESSION_STATE_CHANGED) != 0;
        SessionState state = tracked && reader.hasMore() ? new SessionState(reader.lenencBytes()) : SessionState.NONE;
        return new OkPacket(affectedRows, lastInsertId, status, warnings, info, state);
    }

    /** Writes this as a packet of its own, with the given header byte. Borrows the writer's buffer. */
    public void write(PacketWriter out, int sequence, int header, Capabilities capabilities) {
        boolean tracked = capabilities.sessionTrack() && !sessionState.isEmpty();
        int status = tracked
                ? statusFlags | StatusFlags.SESSION_STATE_CHANGED
                : statusFlags & ~StatusFlags.SESSION_STATE_CHANGED;
        out.start(sequence).int1(header).lenencInt(affectedRows).lenencInt(lastInsertId);
        if (capabilities.has(Capabilities.PROTOCOL_41)) {
            out.int2(status).int2(warnings);
        } else if (capabilities.has(Capabilities.TRANSACTIONS)) {
            out.int2(status);
        }
        if (tracked || !info.isEmpty()) {
            out.lenencBytes(info.getBytes(StandardCharsets.UTF_8));
            if (tracked) {
                out.lenencBytes(sessionState.bytes());
            }
        }
        out.finish();
    }

    public boolean moreResults() {
        return (statusFlags & StatusFlags.MORE_RESULTS_EXISTS) != 0;
    }

    public boolean inTransaction() {
        return (statusFlags & StatusFlags.IN_TRANS) != 0;
    }

    /** This packet, saying that the server's session has changed. */
    public OkPacket withStateChanged() {
        return new OkPacket(
                affectedRows,
                lastInsertId,
                statusFlags | StatusFlags.SESSION_STATE_CHANGED,
                warnings,
                info,
                sessionState);
    }

    /** This packet as another session sends it: with its status, and without the state of the server's session. */
    public OkPacket inTermsOf(int status) {
        return new OkPacket(affectedRows, lastInsertId, status, warnings, info, SessionState.NONE);
    }
}
