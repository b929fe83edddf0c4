/**
 * Runs finished plans: sends queries to shards, and relays or combines what comes back.
 *
 * <p>Start from {@link io.shardgate.proxy.exec.PlanExecution}, which gives each primitive its meaning. All of it runs on
 * the session's event loop and nothing here blocks. {@link io.shardgate.proxy.exec.RelayReader} passes rows on as they
 * came; only what combines rows of several shards decodes them.
 */
@NullMarked
package io.shardgate.proxy.exec;

import org.jspecify.annotations.NullMarked;
