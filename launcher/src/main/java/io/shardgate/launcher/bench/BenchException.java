package io.shardgate.launcher.bench;

/** The benchmark cannot go on; the message says why, and what to do where something can be done. */
public final class BenchException extends RuntimeException {

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
