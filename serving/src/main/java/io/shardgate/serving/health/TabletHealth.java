package io.shardgate.serving.health;

import io.shardgate.serving.topology.TabletAlias;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the last look at a tablet showed.
 *
 * @param checkedAt when the look ended
 * @param isReadOnly as the server says; false for a server that could not be asked
 * @param failure why it could not be asked; null if it answered
 */
public record TabletHealth(
        TabletAlias alias,
        Instant checkedAt,
        boolean isReadOnly,
        @Nullable String failure) {

    public boolean isReachable() {
        return failure == null;
    }

    @Override
    public String toString() {
        return failure == null ? (isReadOnly ? "read only" : "writable") : "unreachable: " + failure;
    }
}
