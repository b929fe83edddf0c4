/**
 * The topology model: cells, keyspaces, shards, tablets and the served types, as one immutable image.
 *
 * <p>Start from {@link io.shardgate.serving.topology.ServingTopology}. No I/O.
 */
@NullMarked
package io.shardgate.serving.topology;

import org.jspecify.annotations.NullMarked;
