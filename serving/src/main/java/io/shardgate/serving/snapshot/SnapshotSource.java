package io.shardgate.serving.snapshot;

import java.time.Instant;
import java.util.Optional;

/** Where the snapshot in force comes from. Safe for all threads; nothing here blocks. */
public interface SnapshotSource {

    /** The newest snapshot: one volatile read. */
    ServingSnapshot current();

    /** Tells the listener of each snapshot after the current one, until the subscription is closed. */
    Subscription subscribe(SnapshotListener listener);

    /** Since when the snapshot may be out of date and why; empty while the store is heard. */
    Optional<Staleness> findStaleness();

    /** Why a snapshot may be out of date. It goes on serving. */
    record Staleness(Instant since, String why) {}

    /** Ends what {@link #subscribe} began. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
