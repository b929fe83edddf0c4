package io.shardgate.guestbook.message;

import java.sql.Connection;
import java.sql.SQLException;

/** Ends transactions. */
public final class Commits {

    private Commits() {}

    /**
     * Commits.
     *
     * @throws OutcomeUnknownException if the connection was lost meanwhile
     * @throws SQLException if it was not committed
     */
    public static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            // An error that the server sent is an answer; anything else leaves us without one.
            String state = e.getSQLState();
            if (state == null || state.startsWith("08") || e.getErrorCode() == 0) {
                throw new OutcomeUnknownException(e);
            }
            throw e;
        }
    }
}
