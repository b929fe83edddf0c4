/**
 * Where a statement goes, told from its values at the moment it runs.
 *
 * <p>Start at {@link io.shardgate.planner.routing.Routing}, which a plan holds, and {@link
 * io.shardgate.planner.routing.RoutingEvaluator}, which turns it into a destination. All of it is pure: no shard is known
 * here, and everything may be used by many threads at once unless it says otherwise.
 */
@NullMarked
package io.shardgate.planner.routing;

import org.jspecify.annotations.NullMarked;
