/**
 * The topology as it lies in a store: which key holds what, in which JSON, and how it is changed.
 *
 * <p>Start from {@link io.shardgate.serving.repository.TopologyRepository}. Fields that are not known are refused, never
 * skipped.
 */
@NullMarked
package io.shardgate.serving.repository;

import org.jspecify.annotations.NullMarked;
