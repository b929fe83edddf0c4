/**
 * The tables of a keyspace as its MySQL servers have them: columns in order, types, collations, keys.
 *
 * <p>Start at {@link io.shardgate.vschema.schema.KeyspaceSchema}. This is pure data; whoever tracks the servers builds it.
 * Column names compare without regard to case, as in MySQL; table names compare as given, as on a server with {@code
 * lower_case_table_names=0}.
 */
@NullMarked
package io.shardgate.vschema.schema;

import org.jspecify.annotations.NullMarked;
