/** Filtered replication: what a source's binary log says, applied to a target as far as it is the target's. */
@org.jspecify.annotations.NullMarked
package io.shardgate.resharding.stream;
