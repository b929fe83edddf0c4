/** The first copy of a shard's rows, from a consistent snapshot. */
@org.jspecify.annotations.NullMarked
package io.shardgate.resharding.copy;
