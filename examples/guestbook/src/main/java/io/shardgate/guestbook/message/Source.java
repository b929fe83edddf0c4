package io.shardgate.guestbook.message;

/** Which of the two URLs a read goes to. */
public enum Source {
    PRIMARY,
    /** May lag: what was written a moment ago can be missing. */
    REPLICA
}
