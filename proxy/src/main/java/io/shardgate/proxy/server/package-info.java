/**
 * The clients' side: the listener, the connections, and the commands that arrive on them.
 *
 * <p>Start from {@link io.shardgate.proxy.server.ProxyServer}. A {@link
 * io.shardgate.proxy.server.ClientConnection} takes one command after the other off the wire and hands it to its
 * session; while a command runs, what the client sends ahead waits in one bounded buffer.
 */
@NullMarked
package io.shardgate.proxy.server;

import org.jspecify.annotations.NullMarked;
