package io.shardgate.admin.command;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The commands that run in this process, with the last that each has said. Safe for all threads. */
final class RunningCommands {

    private static final int MAX_TEXT = 300;

    private final Clock clock;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Run> runs = new ConcurrentSkipListMap<>();

    RunningCommands(Clock clock) {
        this.clock = clock;
    }

    /** A command begins; it has ended when what this gives is closed. Its output is passed on. */
    Run begin(List<String> arguments, CommandOutput out) {
        Run run = new Run(lastId.incrementAndGet(), arguments, out);
        runs.put(run.id, run);
        return run;
    }

    /** In the order in which they were begun. */
    List<RunningCommand> list() {
        return runs.values().stream().map(Run::seen).toList();
    }

    /** One run of a command. */
    final class Run implements CommandOutput, AutoCloseable {

        private final long id;
        private final String name;
        private final String arguments;
        private final Instant startedAt = clock.instant();
        private final CommandOutput out;
        private volatile String lastLine = "";
        private volatile @Nullable Double fraction;

        private Run(long id, List<String> arguments, CommandOutput out) {
            this.id = id;
            this.name = arguments.isEmpty() ? "" : cut(arguments.get(0));
            this.arguments = arguments.isEmpty() ? "" : cut(String.join(" ", arguments.subList(1, arguments.size())));
            this.out = out;
        }

        private RunningCommand seen() {
            return new RunningCommand(id, name, arguments, startedAt, lastLine, fraction);
        }

        @Override
        public void line(String text) {
            lastLine = lastOf(text);
            out.line(text);
        }

        @Override
        public void progress(double done, String text) {
            fraction = Math.max(0, Math.min(1, done));
            lastLine = lastOf(text);
            out.progress(done, text);
        }

        @Override
        public void note(String text) {
            lastLine = lastOf(text);
            out.note(text);
        }

        @Override
        public void close() {
            runs.remove(id);
        }
    }

    private static String lastOf(String text) {
        return cut(text.stripTrailing().lines().reduce("", (earlier, later) -> later));
    }

    /** Not between the two halves of a character. */
    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end) + "…";
    }
}
