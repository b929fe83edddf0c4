package io.shardgate.admin.command;

import java.util.ArrayList;
import java.util.List;

/** How long each step of something took, in order. For one thread. */
final class StepTimes {

    private final long startNanos = System.nanoTime();
    private final List<String> steps = new ArrayList<>();
    private long lastNanos = startNanos;

    /** The step that began when the one before it ended has ended. */
    void ended(String step) {
        long now = System.nanoTime();
        steps.add(step + " " + millis(now - lastNanos) + " ms");
        lastNanos = now;
    }

    /** From the first step's beginning to the last step's end. */
    long totalMillis() {
        return millis(lastNanos - startNanos);
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    /** As {@code gate 12 ms, fence 3 ms}. */
    @Override
    public String toString() {
        return String.join(", ", steps);
    }
}
