/** Compares a target with its sources at one point of their history, row by row. */
@org.jspecify.annotations.NullMarked
package io.shardgate.resharding.diff;
