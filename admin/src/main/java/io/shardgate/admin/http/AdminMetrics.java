package io.shardgate.admin.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.shardgate.admin.command.ExitCode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What the admin port counts. Safe for all threads. */
final class AdminMetrics {

    private final MeterRegistry registry;
    private final Set<String> commands;

    /** @param commands that there are; others are counted under one name, so that nobody can make labels without end */
    AdminMetrics(MeterRegistry registry, Collection<String> commands) {
        this.registry = registry;
        this.commands = new TreeSet<>(commands);
    }

    /** A command has ended. */
    void ran(String command, ExitCode exitCode, long nanos) {
        registry.timer(
                        "shardgate.command",
                        "command",
                        commands.contains(command) ? command : "other",
                        "exit",
                        Integer.toString(exitCode.code()))
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
