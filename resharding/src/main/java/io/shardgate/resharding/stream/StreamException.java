package io.shardgate.resharding.stream;

/** A stream must stop, because to go on would lose or change rows; the message says why and what to do. */
class StreamException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    StreamException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
