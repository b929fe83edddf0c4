/**
 * Our own small syntax tree, with token positions, and how it is read. The only home of JSqlParser.
 *
 * <p>Start at {@link io.shardgate.planner.ast.QueryParser}. JSqlParser never sees the client's text: the {@link
 * io.shardgate.planner.ast.Normalizer} writes it another one, in which every name and literal is its token's ordinal and all
 * that JSqlParser reads wrongly is replaced. The reader trusts a predicate only when the tokens around it agree with the tree;
 * what it does not know is an {@link io.shardgate.planner.ast.Expr.Opaque} with the expressions in it.
 */
@NullMarked
package io.shardgate.planner.ast;

import org.jspecify.annotations.NullMarked;
