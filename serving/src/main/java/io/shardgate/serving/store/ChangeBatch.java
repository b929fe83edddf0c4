package io.shardgate.serving.store;

import java.util.List;

/**
 * What one write changed under a watched prefix, in key order.
 *
 * @param revision of that write
 */
public record ChangeBatch(long revision, List<Changed> changes) {

    public ChangeBatch {
        changes = List.copyOf(changes);
    }

    /** A key that was set or deleted. */
    public sealed interface Changed {
        String key();
    }

    /** The key now has this value. */
    public record Set(StoredValue stored) implements Changed {
        @Override
        public String key() {
            return stored.key();
        }
    }

    /** The key is gone, by a delete or because its lease ended. */
    public record Gone(String key) implements Changed {}
}
