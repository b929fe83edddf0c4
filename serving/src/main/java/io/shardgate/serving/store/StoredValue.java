package io.shardgate.serving.store;

import java.util.Objects;

/**
 * A key, its value, and the revision of the write that last set it.
 *
 * @param lease the lease with which the key ends, or {@link TopologyStore#NO_LEASE}
 */
public record StoredValue(String key, String value, long revision, long lease) {

    public StoredValue {
        Objects.requireNonNull(key);
        Objects.requireNonNull(value);
    }
}
