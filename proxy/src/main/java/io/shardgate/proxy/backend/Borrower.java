package io.shardgate.proxy.backend;

import io.shardgate.vschema.error.SqlErrorException;

/** Waits for a connection; is called back once, on the event loop, perhaps before the request returns. */
public interface Borrower {

    /** The connection is the borrower's until it is released to its pool or closed. */
    void lent(BackendConnection connection);

    void refused(SqlErrorException cause);
}
