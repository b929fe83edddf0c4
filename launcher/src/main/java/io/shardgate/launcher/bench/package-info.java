/**
 * The benchmark of {@code bin/shardgate bench}: point selects by sysbench straight to a MySQL server, through HAProxy and
 * through the proxy, in turn. Start from {@link io.shardgate.launcher.bench.Bench}.
 */
@NullMarked
package io.shardgate.launcher.bench;

import org.jspecify.annotations.NullMarked;
