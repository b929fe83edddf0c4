/**
 * What is sent to a shard: the client's own text, with pieces of it taken out, repeated or put in.
 *
 * <p>Start at {@link io.shardgate.planner.splice.SplicedText}. The client's text is never printed back from a tree, so hints,
 * comments and dialect survive. Positions are token ordinals.
 */
@NullMarked
package io.shardgate.planner.splice;

import org.jspecify.annotations.NullMarked;
