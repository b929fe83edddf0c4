package io.shardgate.guestbook.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepTallyTest {

    private static final long MILLI = 1_000_000;

    private final Clock clock = Clock.systemUTC();
    private final Stopwatch writes = new Stopwatch(clock);
    private final Stopwatch reads = new Stopwatch(clock);
    private final ErrorTally errors = new ErrorTally(clock);
    private final StepTally steps = new StepTally(writes, reads, errors);

    @Test
    void eachStepHasItsOwnSuccessesErrorsAndGaps() {
        assertThat(steps.begin("first")).isEmpty();
        long begun = System.nanoTime() - 1000 * MILLI;
        writes.started(begun);
        writes.succeeded(begun, begun + 700 * MILLI);
        writes.succeeded(begun, begun + 800 * MILLI);
        errors.add("write", "broken");
        Step first = steps.begin("second").orElseThrow();
        writes.succeeded(begun, System.nanoTime());
        reads.succeeded(begun, System.nanoTime());

        assertThat(first.name()).isEqualTo("first");
        assertThat(first.writes()).isEqualTo(2);
        assertThat(first.reads()).isZero();
        assertThat(first.errors()).isEqualTo(1);
        assertThat(first.longestWriteGap()).isEqualTo(Duration.ofMillis(700));
        Step second = steps.end().orElseThrow();
        assertThat(second.writes()).isEqualTo(1);
        assertThat(second.reads()).isEqualTo(1);
        assertThat(second.errors()).isZero();
        assertThat(second.longestWriteGap()).isLessThan(Duration.ofMillis(700));
        assertThat(steps.ended()).containsExactly(first, second);
    }

    @Test
    void aStallThatGoesOnCountsForEachStepThatItTouches() throws InterruptedException {
        writes.started(System.nanoTime());
        steps.begin("first");
        Thread.sleep(30);
        Step first = steps.begin("second").orElseThrow();
        Thread.sleep(30);
        Step second = steps.end().orElseThrow();

        assertThat(first.longestWriteGap()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
        assertThat(second.longestWriteGap()).isBetween(Duration.ofMillis(30), Duration.ofSeconds(20));
    }
}
