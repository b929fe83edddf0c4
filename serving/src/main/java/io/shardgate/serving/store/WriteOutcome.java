package io.shardgate.serving.store;

/** How a write ended. */
public sealed interface WriteOutcome {

    /** Everything was written, durably, at this revision. */
    record Applied(long revision) implements WriteOutcome {}

    /**
     * Nothing was written, because a key did not have the expected revision.
     *
     * @param actualRevision what it has, or {@link Change#ABSENT}
     */
    record Conflict(String key, long expectedRevision, long actualRevision) implements WriteOutcome {}

    /** Nothing was written, because a key was to be bound to a lease that has ended. */
    record LeaseEnded(long lease) implements WriteOutcome {}

    /**
     * The store was lost before it answered: everything or nothing was written. Read the keys back before undoing
     * anything.
     */
    record Unknown(String reason) implements WriteOutcome {}

    /**
     * The revision of a write that must succeed.
     *
     * @throws StoreException with the kind CONFLICT, LEASE_ENDED or OUTCOME_UNKNOWN
     */
    default long orThrow() {
        if (this instanceof Applied applied) {
            return applied.revision();
        }
        if (this instanceof Conflict conflict) {
            throw new StoreException(
                    StoreException.Kind.CONFLICT,
                    conflict.key() + " was changed by somebody else: expected revision " + conflict.expectedRevision()
                            + ", found " + conflict.actualRevision());
        }
        if (this instanceof LeaseEnded ended) {
            throw new StoreException(
                    StoreException.Kind.LEASE_ENDED, "lease " + Long.toHexString(ended.lease()) + " has ended");
        }
        Unknown unknown = (Unknown) this;
        throw new StoreException(
                StoreException.Kind.OUTCOME_UNKNOWN,
                "it is not known whether the write was applied, read it back: " + unknown.reason());
    }
}
