package io.shardgate.vschema.error;

/** A failure that will reach the client as an ERR packet. */
public final class SqlErrorException extends RuntimeException {

    private final SqlError error;
    private final int errno;
    private final String sqlState;
    private final String message;

    SqlErrorException(SqlError error, String message) {
        this(error, error.errno(), error.sqlState(), message);
    }

    private SqlErrorException(SqlError error, int errno, String sqlState, String message) {
        // The stack of a user's mistake says nothing about the mistake, and filling it in is slow.
        super(message, null, false, error.kind() == SqlError.Kind.BUG);
        this.error = error;
        this.errno = errno;
        this.sqlState = sqlState;
        this.message = message;
    }

    /** An error that a MySQL server returned, to be passed on as it came. */
    public static SqlErrorException fromServer(int errno, String sqlState, String message) {
        return new SqlErrorException(SqlError.FROM_SERVER, errno, sqlState, message);
    }

    public SqlError error() {
        return error;
    }

    public int errno() {
        return errno;
    }

    public String sqlState() {
        return sqlState;
    }

    /** Never null, unlike what {@link Throwable} promises. */
    @Override
    public String getMessage() {
        return message;
    }
}
