package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.ConnectionPools;
import io.shardgate.guestbook.message.GuestbookDatabase;
import java.time.Duration;
import java.util.Optional;

/**
 * What a load does.
 *
 * @param writesPerSecond over all threads; 0 for none
 * @param readsPerSecond over all threads; 0 for none
 * @param threads that write, and as many that read
 * @param pages how many pages are written and read, from page 1 on
 * @param duration empty to go on until it is stopped
 * @param errorsAllowed whether a load that met errors, and lost nothing, has passed
 */
public record LoadConfig(
        GuestbookDatabase database,
        Rows rows,
        int writesPerSecond,
        int readsPerSecond,
        int threads,
        int pages,
        Optional<Duration> duration,
        boolean errorsAllowed) {

    /** Of which tables a load is. */
    public enum Rows {
        /** The guestbook's. */
        MESSAGES {
            @Override
            Workload open(ConnectionPools pools, int pages) {
                return new MessageWorkload(pools, pages);
            }
        },
        /** Those of the horizontal-sharding guide. */
        CUSTOMERS {
            @Override
            Workload open(ConnectionPools pools, int pages) {
                return new CustomerWorkload(pools);
            }
        };

        abstract Workload open(ConnectionPools pools, int pages);
    }

    public LoadConfig {
        require(writesPerSecond >= 0 && readsPerSecond >= 0, "A rate cannot be negative");
        require(writesPerSecond + (long) readsPerSecond > 0, "Both rates are 0, so there is nothing to do");
        require(writesPerSecond <= 1_000_000 && readsPerSecond <= 1_000_000, "A rate can be 1000000 at most");
        require(threads >= 1 && threads <= 500, "There must be 1 to 500 threads");
        require(pages >= 1, "There must be one page at least");
        require(duration.isEmpty() || duration.get().toMillis() > 0, "The duration must be longer than nothing");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
