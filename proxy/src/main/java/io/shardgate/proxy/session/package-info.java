/**
 * What one client has set and opened, and what its commands do.
 *
 * <p>Start from {@link io.shardgate.proxy.session.Session}. All of it is confined to the client's event loop.
 */
@NullMarked
package io.shardgate.proxy.session;

import org.jspecify.annotations.NullMarked;
