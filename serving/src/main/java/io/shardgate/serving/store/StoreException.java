package io.shardgate.serving.store;

/** A failure of the store; {@link #kind()} says what may be done about it. */
public final class StoreException extends RuntimeException {

    /** What went wrong. */
    public enum Kind {
        /** The store cannot be reached or used now; nothing was written. */
        UNAVAILABLE,
        /** The store may or may not have written; read back. */
        OUTCOME_UNKNOWN,
        /** A watch asked for changes that the store no longer has; list again. */
        COMPACTED,
        /** A key was changed by somebody else. */
        CONFLICT,
        /** A lease that was to be used has ended. */
        LEASE_ENDED,
        /** Another process has the store open. */
        IN_USE,
        /** The store's files are damaged; a person must act. */
        CORRUPT,
        /** This store was closed by its owner. */
        CLOSED,
        /** The request was refused: a bad key, or a key that this client may not write. */
        REFUSED
    }

    private final Kind kind;

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Never null, unlike what {@link Throwable} promises. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
