package io.shardgate.admin.command;

/** Where a command's output goes while it runs. Never throws: a command goes on when nobody listens any more. */
public interface CommandOutput {

    /** A line, or several divided by line feeds, of what was asked for. */
    void line(String text);

    /**
     * How far the command is: a line for people, of which only the latest is of use. Not everybody shows it.
     *
     * @param fraction that is done, from 0 to 1
     */
    default void progress(double fraction, String text) {}

    /** A line for people that is no part of what was asked for: a warning, or an error. */
    void note(String text);
}
