/**
 * Names bound to tables and columns.
 *
 * <p>Start at {@link io.shardgate.planner.semantics.Scope}. A column is bound to a {@link
 * io.shardgate.planner.semantics.Source}, which is one mention of a table or derived table in one query.
 */
@NullMarked
package io.shardgate.planner.semantics;

import org.jspecify.annotations.NullMarked;
