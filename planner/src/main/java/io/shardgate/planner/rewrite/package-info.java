/**
 * From what was found out of a statement to its plan: what is pushed down to the shards and what the proxy does with what
 * comes back.
 *
 * <p>Start at {@link io.shardgate.planner.rewrite.SelectPlanner}. What cannot be done rightly is refused with the reason and
 * the part of the statement that it is about.
 */
@NullMarked
package io.shardgate.planner.rewrite;

import org.jspecify.annotations.NullMarked;
