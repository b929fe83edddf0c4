package io.shardgate.admin.http;

import org.jspecify.annotations.Nullable;

/** The admin process could not start; the message says what to do. */
public final class AdminStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AdminStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
