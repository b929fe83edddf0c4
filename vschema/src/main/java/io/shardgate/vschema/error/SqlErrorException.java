package io.shardgate.vschema.error;

/** A failure that will reach the client as an ERR packet. */
public final class SqlErrorException extends RuntimeException {

    private final SqlError error;
    private final String message;

    SqlErrorException(SqlError error, String message) {
        // The stack of a user's mistake says nothing about the mistake, and filling it in is slow.
        super(message, null, false, error.kind() == SqlError.Kind.BUG);
        this.error = error;
        this.message = message;
    }

    public SqlError error() {
        return error;
    }

    public int errno() {
        return error.errno();
    }

    public String sqlState() {
        return error.sqlState();
    }

    /** Never null, unlike what {@link Throwable} promises. */
    @Override
    public String getMessage() {
        return message;
    }
}
