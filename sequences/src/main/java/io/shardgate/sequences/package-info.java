/**
 * Ids from sequence tables: taken in blocks, served from memory.
 *
 * <p>Start from {@link io.shardgate.sequences.Sequences}. Event loops ask and are called back; blocks are fetched by JDBC on
 * threads of this package's own.
 */
@NullMarked
package io.shardgate.sequences;

import org.jspecify.annotations.NullMarked;
