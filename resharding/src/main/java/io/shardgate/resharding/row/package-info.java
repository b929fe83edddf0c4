/** Rows on their way from one server to another, and the SQL that reads and writes them without loss. */
@org.jspecify.annotations.NullMarked
package io.shardgate.resharding.row;
