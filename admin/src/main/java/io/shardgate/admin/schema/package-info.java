/**
 * Table definitions as servers write them, and scripts of statements that change them.
 *
 * <p>Start from {@link io.shardgate.admin.schema.DatabaseDefinition}. Blocks.
 */
@NullMarked
package io.shardgate.admin.schema;

import org.jspecify.annotations.NullMarked;
