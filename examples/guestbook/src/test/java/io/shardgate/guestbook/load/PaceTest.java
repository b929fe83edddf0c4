package io.shardgate.guestbook.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Test
    void momentsComeAtTheRate() throws InterruptedException {
        long start = System.nanoTime();
        Pace pace = new Pace(100, start, stopped);

        for (int i = 0; i <= 30; i++) {
            assertThat(pace.await()).isTrue();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
        assertThat(pace.skipped()).isZero();
    }

    @Test
    void whatWasMissedInAStallIsLeftOutAndCounted() throws InterruptedException {
        Pace pace = new Pace(100, System.nanoTime() - TimeUnit.SECONDS.toNanos(10), stopped);

        assertThat(pace.await()).isTrue();

        assertThat(pace.skipped()).isBetween(1000L, 1100L);
    }

    @Test
    void theEndWakesWhoWaits() throws InterruptedException {
        Pace pace = new Pace(1, System.nanoTime() + TimeUnit.HOURS.toNanos(1), stopped);
        stopped.countDown();

        assertThat(pace.await()).isFalse();
    }
}
