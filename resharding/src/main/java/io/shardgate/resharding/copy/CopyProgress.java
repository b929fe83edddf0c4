package io.shardgate.resharding.copy;

/** Hears how a copy goes; called from the copying threads. */
public interface CopyProgress {

    /** About so many rows of the table are there to be read. */
    void planned(String table, long rows);

    /** So many more rows of the table have been read. */
    void read(String table, long rows);

    /** It goes no further at present, for a reason that is for people; told again and again while it lasts. */
    void waiting(String reason);
}
