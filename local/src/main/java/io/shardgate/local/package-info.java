/**
 * Real MySQL-family servers as local processes, for the demo, the examples, the tests and the benchmark.
 *
 * <p>Start from {@link io.shardgate.local.LocalServers}: choose a {@link io.shardgate.local.ServerFlavor} with
 * {@link io.shardgate.local.FlavorChoice}, open the set, start servers by name, close it. Every server is a child of the
 * process that starts it, listens on 127.0.0.1 only, and ends with that process, however that ends. Everything here
 * blocks; nothing here belongs on an event loop. This package starts servers and no more: it does not make one a
 * replica of another.
 */
@NullMarked
package io.shardgate.local;

import org.jspecify.annotations.NullMarked;
