/**
 * SQL values as routing sees them: a literal or a parameter of a statement, or a column of a row.
 *
 * <p>Start at {@link io.shardgate.vschema.value.SqlValue}. Values are immutable, and cheap to make: one is made for each
 * routed statement. They are not for computing; MySQL does that.
 */
@NullMarked
package io.shardgate.vschema.value;

import org.jspecify.annotations.NullMarked;
