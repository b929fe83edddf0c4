package io.shardgate.admin.command;

import org.jspecify.annotations.Nullable;

/** A command that did not do what it was asked; the message is for the operator and says what to do. */
public final class CommandException extends RuntimeException {

    private final ExitCode exitCode;

    private CommandException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The command was understood and could not be done. */
    public static CommandException failed(String message) {
        return new CommandException(ExitCode.FAILED, message, null);
    }

    /** The command was understood and could not be done, because of this. */
    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitCode.FAILED, message, cause);
    }

    /** The command was called wrongly. */
    public static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message, null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    /** Never null, unlike what {@link Throwable} promises. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
