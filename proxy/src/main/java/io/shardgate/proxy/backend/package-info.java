/**
 * Connections to MySQL servers, on Netty: one command stream each, pooled for each event loop and tablet.
 *
 * <p>Start from {@link io.shardgate.proxy.backend.BackendPool}, which lends {@link
 * io.shardgate.proxy.backend.BackendConnection}s, and {@link io.shardgate.proxy.backend.ResponseReader}, which is told
 * the bytes of one response.
 *
 * <p><b>Threads.</b> A connection, its pool and its readers are touched only on their event loop. What is shared
 * between loops is {@link io.shardgate.proxy.backend.TabletPermits} alone.
 *
 * <p><b>Buffers.</b> A reader borrows the buffer that it is given; what it wants to keep it retains or copies.
 */
@NullMarked
package io.shardgate.proxy.backend;

import org.jspecify.annotations.NullMarked;
