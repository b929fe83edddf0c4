package io.shardgate.guestbook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UniqueTimeTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.000000001Z");

    private final UniqueTime stopped = new UniqueTime(Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void aClockThatStandsStillStillGivesNewTimes() {
        long first = stopped.next();

        assertThat(first).isEqualTo(NOON.getEpochSecond() * 1_000_000_000L + 1);
        assertThat(stopped.next()).isEqualTo(first + 1);
    }

    @Test
    void noTwoThreadsGetTheSame() {
        long[] times = LongStream.range(0, 100_000)
                .parallel()
                .map(i -> stopped.next())
                .distinct()
                .toArray();

        assertThat(times).hasSize(100_000);
    }
}
