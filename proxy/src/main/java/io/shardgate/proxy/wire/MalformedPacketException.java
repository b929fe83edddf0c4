package io.shardgate.proxy.wire;

/** Bytes that are not what the protocol says they must be; the connection they came from cannot be used any more. */
public final class MalformedPacketException extends RuntimeException {

    public MalformedPacketException(String message) {
        super(message, null, false, false);
    }
}
