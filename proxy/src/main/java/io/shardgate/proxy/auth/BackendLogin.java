package io.shardgate.proxy.auth;

import io.netty.handler.ssl.SslContext;
import io.shardgate.proxy.config.Secret;
import io.shardgate.proxy.wire.Collation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to a server.
 *
 * @param tablet the server's name in error messages
 * @param database the database to start in; empty for none
 * @param foundRows whether an UPDATE shall count the rows it found rather than those it changed
 * @param collation the session's first; one whose id does not fit into the handshake becomes its character set's default
 * @param tls null for a plain connection; otherwise a server without TLS is refused
 * @param timeout from the channel's connection to the end of the handshake
 */
public record BackendLogin(
        String tablet,
        String user,
        Secret password,
        String database,
        boolean foundRows,
        Collation collation,
        @Nullable SslContext tls,
        Duration timeout) {}
