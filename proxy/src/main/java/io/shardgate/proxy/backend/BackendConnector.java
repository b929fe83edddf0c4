package io.shardgate.proxy.backend;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/** Opens authenticated connections to MySQL servers. */
public interface BackendConnector {

    /**
     * Connects on this event loop, where the future also completes.
     *
     * @param foundRows whether affected rows are to count the rows found, as the client's CLIENT_FOUND_ROWS asks
     * @return fails with an SqlErrorException that says what is wrong with the server or the account
     */
    Future<BackendConnection> connect(EventLoop loop, Endpoint endpoint, boolean foundRows);
}
