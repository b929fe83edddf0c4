package io.shardgate.resharding.stream;

import java.sql.SQLException;

/** Tells a server that was lost or busy from one that is unwilling. */
public final class PassingErrors {

    private PassingErrors() {}

    /** Whether the same may succeed later. */
    public static boolean isPassing(SQLException e) {
        String state = e.getSQLState();
        return state == null
                || state.startsWith("08")
                || switch (e.getErrorCode()) {
                    // Too many connections, shutdown, lock waits, deadlock, read-only, statement or connection killed.
                    case 1040, 1053, 1205, 1213, 1290, 1317, 1927 -> true;
                    default -> false;
                };
    }
}
