/**
 * Copies the rows of shards to the shards that take over, keeps the copies up to date from the binary logs, and compares
 * them.
 */
@org.jspecify.annotations.NullMarked
package io.shardgate.resharding;
