/**
 * Vindexes: how column values become keyspace ids.
 *
 * <p>Start at {@link io.shardgate.vschema.vindex.Vindex}. What a vindex can do, it says by the interfaces that it
 * implements; a caller asks with {@code instanceof} for the one capability it needs and treats every other vindex as one
 * that does not help. So vindexes with new capabilities, such as those that look values up in a table, need no change in
 * callers. Types come from {@link io.shardgate.vschema.vindex.VindexFactory}, found by {@link java.util.ServiceLoader}.
 *
 * <p>Vindexes are immutable and used by many threads at once. They do no I/O.
 */
@NullMarked
package io.shardgate.vschema.vindex;

import org.jspecify.annotations.NullMarked;
