package io.shardgate.guestbook.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Divides a load into steps. Any thread may use it; it guards itself. */
final class StepTally {

    private final Stopwatch writes;
    private final Stopwatch reads;
    private final ErrorTally errors;
    private final List<Step> ended = new ArrayList<>();

    private Optional<String> name = Optional.empty();
    private long errorsBefore;

    StepTally(Stopwatch writes, Stopwatch reads, ErrorTally errors) {
        this.writes = writes;
        this.reads = reads;
        this.errors = errors;
    }

    /** Ends the step that is under way, if one is, and begins another. */
    synchronized Optional<Step> begin(String next) {
        Optional<Step> before = end();
        name = Optional.of(next);
        return before;
    }

    /** Ends the step that is under way, if one is. */
    synchronized Optional<Step> end() {
        long now = System.nanoTime();
        Stopwatch.Lap wrote = writes.takeLap(now);
        Stopwatch.Lap read = reads.takeLap(now);
        long errorsNow = errors.count();
        Optional<Step> step = name.map(called -> new Step(
                called,
                wrote.successes(),
                read.successes(),
                errorsNow - errorsBefore,
                wrote.longestGap(),
                read.longestGap()));
        step.ifPresent(ended::add);
        errorsBefore = errorsNow;
        name = Optional.empty();
        return step;
    }

    synchronized List<Step> ended() {
        return List.copyOf(ended);
    }
}
