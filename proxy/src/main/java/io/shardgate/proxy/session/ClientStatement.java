package io.shardgate.proxy.session;

import io.shardgate.proxy.exec.PreparedCall;
import io.shardgate.proxy.exec.PreparedText;
import io.shardgate.vschema.error.SqlError;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One statement that a client has prepared, and what it has bound to it. Confined to the session's event loop. */
final class ClientStatement {

    private final int id;
    private final PreparedText text;
    private final int parameters;
    private byte[] types = new byte[0];
    private byte @Nullable [] @Nullable [] longData;
    private boolean longDataTooLong;

    ClientStatement(int id, PreparedText text, int parameters) {
        this.id = id;
        this.text = text;
        this.parameters = parameters;
    }

    int id() {
        return id;
    }

    PreparedText text() {
        return text;
    }

    int parameters() {
        return parameters;
    }

    /** The parameters' types of the last execution, which the next one may leave out; empty before the first. */
    byte[] types() {
        return types;
    }

    void types(byte[] bound) {
        types = bound;
    }

    /** Adds to what was sent for a parameter. More than the limit makes the next execution fail. */
    void addLongData(int parameter, byte[] data, int maxBytes) {
        if (parameter >= parameters) {
            return;
        }
        byte[] @Nullable [] all = longData;
        if (all == null) {
            all = new byte[parameters][];
            longData = all;
        }
        byte[] before = all[parameter];
        if (before == null) {
            all[parameter] = data;
        } else if ((long) before.length + data.length > maxBytes) {
            longDataTooLong = true;
        } else {
            byte[] joined = Arrays.copyOf(before, before.length + data.length);
            System.arraycopy(data, 0, joined, before.length, data.length);
            all[parameter] = joined;
        }
    }

    /** What has been sent since the last execution, and forgets it. */
    PreparedCall.LongData takeLongData() {
        byte[] @Nullable [] all = longData;
        boolean tooLong = longDataTooLong;
        longData = null;
        longDataTooLong = false;
        if (tooLong) {
            throw SqlError.PACKET_TOO_LARGE.exception();
        }
        return all == null ? PreparedCall.LongData.NONE : new PreparedCall.LongData(all);
    }
}
