package io.shardgate.admin.command;

/** Where a command's output goes while it runs. Never throws: a command goes on when nobody listens any more. */
public interface CommandOutput {

    /** A line, or several divided by line feeds, of what was asked for. */
    void line(String text);

    /** A line for people that is no part of what was asked for: a warning, or an error. */
    void note(String text);
}
