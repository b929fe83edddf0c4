package io.shardgate.resharding;

/** Resharding cannot go on; the message says why and what to do, for an operator. */
public final class ReshardingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ReshardingException(String message) {
        super(message);
    }

    public ReshardingException(String message, Throwable cause) {
        super(message, cause);
    }
}
