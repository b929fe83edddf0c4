/**
 * Tests across modules: real servers of both flavours behind a real proxy, through real clients.
 *
 * <p>Start from {@link io.shardgate.tests.Cluster}: the servers, keyspaces and proxy that a test asks for.
 */
@NullMarked
package io.shardgate.tests;

import org.jspecify.annotations.NullMarked;
