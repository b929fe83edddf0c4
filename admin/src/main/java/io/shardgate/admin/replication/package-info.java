/**
 * Replication between the servers of a shard, in the words of each product and version.
 *
 * <p>{@link io.shardgate.admin.replication.ReplicationDialect} is the SQL, and {@link
 * io.shardgate.admin.replication.ReplicationServer} sends it. Blocks.
 */
@NullMarked
package io.shardgate.admin.replication;

import org.jspecify.annotations.NullMarked;
