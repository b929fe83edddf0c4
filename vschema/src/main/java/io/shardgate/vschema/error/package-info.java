/**
 * Every error that Shardgate itself can send to a client, in one enum, and the one exception that carries it.
 *
 * <p>Start from {@link io.shardgate.vschema.error.SqlError}. Errors that came from a MySQL server are passed on as they
 * came and are not listed here.
 */
@NullMarked
package io.shardgate.vschema.error;

import org.jspecify.annotations.NullMarked;
