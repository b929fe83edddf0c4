package io.shardgate.admin.ctl;

/** Why the client itself ends, with its exit code. */
final class CtlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CtlException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
