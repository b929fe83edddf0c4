/**
 * Which proxies live, and what each has seen of the topology.
 *
 * <p>A proxy holds a {@link io.shardgate.serving.presence.ProxyPresence}; a command that must have reached all of them asks
 * {@link io.shardgate.serving.presence.LiveProxies}.
 */
@NullMarked
package io.shardgate.serving.presence;

import org.jspecify.annotations.NullMarked;
