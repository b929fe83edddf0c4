/**
 * Puts a proxy together: event loops, pools, the listener, and the wiring between them.
 *
 * <p>Start from {@link io.shardgate.proxy.bootstrap.Proxy}. Nothing else knows which implementation serves an interface.
 */
@NullMarked
package io.shardgate.proxy.bootstrap;

import org.jspecify.annotations.NullMarked;
