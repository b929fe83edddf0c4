/**
 * From the client's bytes to tokens, a plan cache key and a statement kind, in one pass.
 *
 * <p>Start from {@link io.shardgate.planner.lexer.Fingerprint}. Positions are byte offsets into the client's text; texts
 * are never decoded here except by {@link io.shardgate.planner.lexer.LiteralReader}.
 */
@NullMarked
package io.shardgate.planner.lexer;

import org.jspecify.annotations.NullMarked;
