/**
 * Which tables of a statement may be read together, and where.
 *
 * <p>Start at {@link io.shardgate.planner.operator.Analyzer}. Tables form {@link io.shardgate.planner.operator.Cluster}s: rows
 * of one cluster that meet in a result live at the same keyspace id. What holds of values is in {@link
 * io.shardgate.planner.operator.Facts}, which are never used outside of where they hold.
 */
@NullMarked
package io.shardgate.planner.operator;

import org.jspecify.annotations.NullMarked;
