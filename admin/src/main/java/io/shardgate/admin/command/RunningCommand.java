package io.shardgate.admin.command;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs, as others see it.
 *
 * @param id tells it apart from others of this process, also of the same name
 * @param arguments what follows its name, cut off where it is long
 * @param lastLine what it has said last; empty if it has said nothing yet
 * @param fraction that is done, from 0 to 1; null for a command that does not tell
 */
public record RunningCommand(
        long id,
        String name,
        String arguments,
        Instant startedAt,
        String lastLine,
        @Nullable Double fraction) {}
