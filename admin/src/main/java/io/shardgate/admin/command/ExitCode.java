package io.shardgate.admin.command;

/** How a command ended, as its client's exit code says it. */
public enum ExitCode {
    OK(0),
    /** It was understood and could not be done. */
    FAILED(1),
    /** It was called wrongly; nothing was done. */
    USAGE(2);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
