/**
 * The VSchema: which table is in which keyspace, and by which vindexes its rows find their shards.
 *
 * <p>There are two layers. The {@code …Definition} records are what an operator wrote, without any judgement; they come
 * from JSON and go back to it. {@link io.shardgate.vschema.model.VSchema} is what all keyspaces' definitions mean
 * together: vindexes made, names resolved, mistakes found. A query uses the latter.
 */
@NullMarked
package io.shardgate.vschema.model;

import org.jspecify.annotations.NullMarked;
