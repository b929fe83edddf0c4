package io.shardgate.serving.store;

import java.util.Objects;

/**
 * One part of a write: it applies only if the key still has the expected revision.
 *
 * <p>The expected revision {@link #ABSENT} means that the key must not exist.
 */
public sealed interface Change {

    /** The expected revision of a key that must not exist. */
    long ABSENT = 0;

    String key();

    long expectedRevision();

    /**
     * Sets a value.
     *
     * @param lease deletes the key when it ends, or {@link TopologyStore#NO_LEASE}
     */
    record Put(String key, long expectedRevision, String value, long lease) implements Change {

        public Put {
            StoreKeys.check(key);
            Objects.requireNonNull(value);
        }

        public Put(String key, long expectedRevision, String value) {
            this(key, expectedRevision, value, TopologyStore.NO_LEASE);
        }
    }

    /** Removes a key that exists. */
    record Delete(String key, long expectedRevision) implements Change {

        public Delete {
            StoreKeys.check(key);
            if (expectedRevision == ABSENT) {
                throw new IllegalArgumentException("cannot delete " + key + ", which is expected not to exist");
            }
        }
    }

    /** Changes nothing, but makes the whole write depend on a key; a lock is held by such a check. */
    record Check(String key, long expectedRevision) implements Change {

        public Check {
            StoreKeys.check(key);
        }
    }
}
