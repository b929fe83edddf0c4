package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.Source;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a load writes, reads and checks. Any thread may write and read; {@link #check} and {@link #remove} are called while
 * nobody does.
 */
interface Workload {

    /** The name in its rows, which no other run has. */
    String run();

    /** Fails unless it can work there. */
    void require(Source source) throws SQLException;

    /**
     * Writes, and remembers what was acknowledged.
     *
     * @return false if the servers rolled an open transaction back (1213), as they may
     */
    boolean write() throws SQLException;

    /** Reads; gives what is wrong with the answer, if something is. */
    Optional<String> read() throws SQLException;

    /** Compares what was acknowledged since the last removal with the rows on the primary. */
    Findings check() throws SQLException;

    /** Removes the run's rows, and forgets them. */
    void remove() throws SQLException;
}
