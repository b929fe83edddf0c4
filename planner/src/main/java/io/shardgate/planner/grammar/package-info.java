/**
 * MySQL's and MariaDB's own grammar, as far as sharded keyspaces take statements: says whether a text is a statement at all,
 * and where it stops being one. It builds nothing; reading is the business of {@link io.shardgate.planner.ast}.
 */
@NullMarked
package io.shardgate.planner.grammar;

import org.jspecify.annotations.NullMarked;
