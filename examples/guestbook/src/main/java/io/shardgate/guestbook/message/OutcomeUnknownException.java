package io.shardgate.guestbook.message;

import java.sql.SQLException;

/** The connection was lost while a transaction committed: the message may be stored or not. */
public final class OutcomeUnknownException extends SQLException {

    OutcomeUnknownException(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
    }
}
