package io.shardgate.guestbook.message;

import java.time.Instant;

/**
 * One message, as it is in the table.
 *
 * @param timeCreatedNs when it was written, in nanoseconds since 1970, as an unsigned number; with the page it is the key
 */
public record Message(PageNumber page, long timeCreatedNs, String text) {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    public Instant timeCreated() {
        return Instant.ofEpochSecond(
                Long.divideUnsigned(timeCreatedNs, NANOS_PER_SECOND),
                Long.remainderUnsigned(timeCreatedNs, NANOS_PER_SECOND));
    }
}
