/**
 * The finished plan: a small immutable tree of records, which says what is done and not how.
 *
 * <p>Start at {@link io.shardgate.planner.primitive.Primitive}. A plan holds no value of the statement, only where values
 * stand; it is shared by all sessions and all executions.
 */
@NullMarked
package io.shardgate.planner.primitive;

import org.jspecify.annotations.NullMarked;
