package io.shardgate.vschema.vindex;

/** A vindex cannot be made as the VSchema asks. The message says why and is for whoever wrote the VSchema. */
public final class VindexException extends RuntimeException {

    public VindexException(String message) {
        super(message);
    }

    public VindexException(String message, Throwable cause) {
        super(message, cause);
    }
}
