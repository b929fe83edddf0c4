/**
 * The small interface to the store that holds the topology: read, list, watch, leases, and writes that are all or
 * nothing.
 *
 * <p>Start from {@link io.shardgate.serving.store.TopologyStore}. Everything here blocks; nothing may be called on an event
 * loop.
 */
@NullMarked
package io.shardgate.serving.store;

import org.jspecify.annotations.NullMarked;
