package io.shardgate.proxy.tx;

import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.BackendPool;
import org.jspecify.annotations.Nullable;

/** A connection that stays with a session. Confined to the session's event loop. */
final class HeldConnection {

    final BackendPool pool;
    final BackendConnection connection;

    /** The session's transaction is open on it. */
    boolean begun;

    /** The transaction was begun by a statement that ran there, such as CALL, and not by the session. */
    boolean adopted;

    /** A statement runs on it. */
    boolean busy;

    /** A COMMIT is under way that must reach it, even if the client goes away. */
    boolean committing;

    @Nullable
    String reservedBecause;

    HeldConnection(BackendPool pool, BackendConnection connection) {
        this.pool = pool;
        this.connection = connection;
    }
}
