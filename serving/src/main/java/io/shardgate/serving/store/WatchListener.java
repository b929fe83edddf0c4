package io.shardgate.serving.store;

/**
 * Receives what a watch sees, one call at a time, on the watch's own thread. A listener may take its time; if it falls
 * behind what the store remembers, its watch ends with COMPACTED.
 */
public interface WatchListener {

    /** One write, in order of revisions, without gaps among those that touch the prefix. */
    void onChanges(ChangeBatch batch);

    /**
     * Everything up to this revision has been seen. Called once the backlog is read, again whenever a lost connection is
     * back, and from time to time.
     */
    void onCurrent(long revision);

    /** The store cannot be reached; the watch keeps trying, and {@link #onCurrent} says when it has caught up. */
    void onLost(StoreException why);

    /** The watch is over, with COMPACTED (list again and watch from there), REFUSED or CLOSED. */
    void onEnded(StoreException why);
}
