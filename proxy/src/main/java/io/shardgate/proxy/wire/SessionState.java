package io.shardgate.proxy.wire;

import java.util.Arrays;

/** The session state changes of an OK packet, as their raw bytes. */
public final class SessionState {

    public static final SessionState NONE = new SessionState(new byte[0]);

    private final byte[] bytes;

    /** Takes the array, which must not change any more. */
    SessionState(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionState that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes of session state";
    }
}
