/**
 * Keyspace ids, the key ranges that shards own, and the names of shards.
 *
 * <p>Start at {@link io.shardgate.vschema.key.KeyRange}. A keyspace id is a string of bytes of any length, compared as
 * unsigned bytes from the left; a {@link io.shardgate.vschema.key.Destination} says where in a keyspace something lives,
 * before shards are known. Everything here is immutable.
 */
@NullMarked
package io.shardgate.vschema.key;

import org.jspecify.annotations.NullMarked;
