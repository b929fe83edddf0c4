package io.shardgate.resharding.copy;

/** Hears how a copy goes; called from the copying threads. */
public interface CopyProgress {

    /** So many rows of the table have been read so far. */
    void read(String table, long rows);

    /** All rows of the table have been copied. */
    void done(String table, long rows);
}
