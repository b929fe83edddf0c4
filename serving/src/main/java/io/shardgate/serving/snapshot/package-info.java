/**
 * What decides where a query goes, as one immutable picture, and how it is kept up to date.
 *
 * <p>Start from {@link io.shardgate.serving.snapshot.ServingSnapshot}; a query takes one from a
 * {@link io.shardgate.serving.snapshot.SnapshotSource} at its start and uses no other.
 */
@NullMarked
package io.shardgate.serving.snapshot;

import org.jspecify.annotations.NullMarked;
