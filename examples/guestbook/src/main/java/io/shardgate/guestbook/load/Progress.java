package io.shardgate.guestbook.load;

import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * How a load is doing, once a second.
 *
 * @param writes so far
 * @param writesNow since the report before
 * @param slowestWrite since the report before
 * @param longestGap without a successful write, so far
 */
public record Progress(
        LocalTime time,
        long writes,
        long writesNow,
        long reads,
        long readsNow,
        long errors,
        Duration slowestWrite,
        Duration longestGap) {

    /** One line. */
    @Override
    public String toString() {
        return "%s  writes %d (+%d)  reads %d (+%d)  errors %d  slowest write %d ms  longest stall so far %d ms"
                .formatted(
                        time.truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_LOCAL_TIME),
                        writes,
                        writesNow,
                        reads,
                        readsNow,
                        errors,
                        slowestWrite.toMillis(),
                        longestGap.toMillis());
    }
}
