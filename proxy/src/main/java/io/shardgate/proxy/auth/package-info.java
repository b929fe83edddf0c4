/**
 * How connections begin, on both sides: greeting, TLS, and MySQL's authentication plug-ins.
 *
 * <p>Start from {@link io.shardgate.proxy.auth.ClientAuthenticator} for clients of the proxy and from
 * {@link io.shardgate.proxy.auth.BackendHandshake} for servers behind it. Both are Netty handlers that leave the
 * pipeline when they are done, so nothing of the handshake exists while commands run. What is dear (RSA, salted
 * hashes) runs on a worker, never on an event loop.
 */
@NullMarked
package io.shardgate.proxy.auth;

import org.jspecify.annotations.NullMarked;
