package io.shardgate.proxy.backend;

import java.time.Duration;

/**
 * The bounds of the pools of one process.
 *
 * @param maxConnections connections to one tablet, over all event loops
 * @param idleTimeout how long a connection may lie unused before it is closed
 * @param maxLifetime how old a connection may become before it is closed when next unused
 * @param acquireTimeout how long a statement waits for a free connection
 * @param maxStatements prepared statements that one connection keeps
 */
public record PoolLimits(
        int maxConnections, Duration idleTimeout, Duration maxLifetime, Duration acquireTimeout, int maxStatements) {}
