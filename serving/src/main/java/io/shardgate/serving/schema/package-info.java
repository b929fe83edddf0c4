/**
 * The tracked schema: what the shards say about their tables, read over JDBC and kept up to date.
 *
 * <p>Start from {@link io.shardgate.serving.schema.SchemaTracker}. Blocks, on threads of its own.
 */
@NullMarked
package io.shardgate.serving.schema;

import org.jspecify.annotations.NullMarked;
