package io.shardgate.local;

import org.jspecify.annotations.Nullable;

/** A server that could not be unpacked, prepared, started or stopped; the message says what to do about it. */
public final class LocalServerException extends RuntimeException {

    LocalServerException(String message) {
        this(message, null);
    }

    LocalServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
