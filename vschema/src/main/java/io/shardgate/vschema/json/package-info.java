/**
 * The VSchema as JSON, in the form that Vitess's tools read and write.
 *
 * <p>Start at {@link io.shardgate.vschema.json.VSchemaJson}. Vitess skips what it does not know; here every field that is
 * not understood is a problem with its place, for the operator to see before anything is applied.
 */
@NullMarked
package io.shardgate.vschema.json;

import org.jspecify.annotations.NullMarked;
