package io.shardgate.admin.command;

/**
 * One command with its arguments, parsed by picocli into its fields. Used for one run.
 *
 * <p>Options are declared with Vitess's spelling, such as {@code -dry_run}; {@link Arguments} accepts the others.
 */
interface Command {

    /** @throws CommandException if it cannot be done */
    void run(ControlPlane control, CommandOutput out);
}
