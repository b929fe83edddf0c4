/**
 * From a statement to its plan.
 *
 * <p>Start at {@link io.shardgate.planner.Planner}. The phases are packages: {@code lexer} (tokens and the cache key), {@code
 * ast} (our small tree; the only home of JSqlParser), {@code semantics} (names bound to tables and columns), {@code operator}
 * (what may be read together, and where), and what they make: {@code primitive}, {@code routing}, {@code splice}. No I/O, no
 * threads.
 */
@NullMarked
package io.shardgate.planner;

import org.jspecify.annotations.NullMarked;
