package io.shardgate.launcher;

/** Something that stands in a command's way; the message says what to do. */
final class LaunchException extends RuntimeException {

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
