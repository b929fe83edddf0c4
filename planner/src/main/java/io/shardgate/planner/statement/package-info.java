/**
 * Small parsers for the statements that the proxy answers or executes itself, on the lexer's tokens.
 *
 * <p>Start from {@link io.shardgate.planner.statement.StatementParser}. Nothing here plans or reads a VSchema; queries and
 * DML are the planner's. Names come without quotes and as they are written.
 */
@NullMarked
package io.shardgate.planner.statement;

import org.jspecify.annotations.NullMarked;
