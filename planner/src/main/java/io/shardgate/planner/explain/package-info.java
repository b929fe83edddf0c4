/**
 * Plans as text.
 *
 * <p>Start at {@link io.shardgate.planner.explain.PlanPrinter}, which the golden files and VEXPLAIN use.
 */
@NullMarked
package io.shardgate.planner.explain;

import org.jspecify.annotations.NullMarked;
