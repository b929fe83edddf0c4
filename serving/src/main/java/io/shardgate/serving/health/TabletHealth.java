package io.shardgate.serving.health;

import io.shardgate.serving.topology.TabletAlias;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the last look at a tablet showed.
 *
 * @param checkedAt when the look ended
 * @param isReadOnly as the server says; false for a server that could not be asked
 * @param lag by how much its heartbeat is older than the youngest one of its shard; null if it has none that can be read
 * @param replication null for a server that does not say, as our account there may not ask
 * @param failure why it could not be asked; null if it answered
 */
public record TabletHealth(
        TabletAlias alias,
        Instant checkedAt,
        boolean isReadOnly,
        @Nullable Duration lag,
        @Nullable ReplicationState replication,
        @Nullable String failure) {

    static TabletHealth unreachable(TabletAlias alias, Instant checkedAt, String failure) {
        return new TabletHealth(alias, checkedAt, false, null, null, failure);
    }

    public boolean isReachable() {
        return failure == null;
    }

    public Optional<Duration> findLag() {
        return Optional.ofNullable(lag);
    }

    public Optional<ReplicationState> findReplication() {
        return Optional.ofNullable(replication);
    }

    /** For people. */
    @Override
    public String toString() {
        if (failure != null) {
            return "unreachable: " + failure;
        }
        StringBuilder text = new StringBuilder(isReadOnly ? "read only" : "writable");
        if (lag != null) {
            text.append(String.format(Locale.ROOT, ", lag %.1f s", lag.toMillis() / 1000.0));
        }
        if (replication != null && !replication.runs() && !replication.source().isEmpty()) {
            text.append(", ").append(replication);
        }
        return text.toString();
    }
}
