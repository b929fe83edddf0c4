package io.shardgate.guestbook.load;

import java.time.Duration;

/**
 * What happened during one step of something that somebody does to the database while the load runs.
 *
 * @param longestWriteGap without a successful write; one that goes on counts for each step that it touches
 * @param longestReadGap without a successful read
 */
public record Step(
        String name, long writes, long reads, long errors, Duration longestWriteGap, Duration longestReadGap) {

    /** One line. */
    @Override
    public String toString() {
        return "step %s: writes %d  reads %d  errors %d  longest stall of writes %d ms, of reads %d ms"
                .formatted(name, writes, reads, errors, longestWriteGap.toMillis(), longestReadGap.toMillis());
    }
}
