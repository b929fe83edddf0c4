package io.shardgate.guestbook.load;

import java.time.Duration;
import java.time.Instant;

/** How long something took, or was missing, and when that began. */
public record Moment(Duration length, Instant began) {

    Moment longerOf(Moment other) {
        return other.length.compareTo(length) > 0 ? other : this;
    }

    long millis() {
        return length.toMillis();
    }
}
