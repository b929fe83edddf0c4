/**
 * The connections that a session holds on shards, and the transaction that spans them.
 *
 * <p>Start from {@link io.shardgate.proxy.tx.ShardConnections}. Everything is confined to the session's event loop.
 */
@NullMarked
package io.shardgate.proxy.tx;

import org.jspecify.annotations.NullMarked;
