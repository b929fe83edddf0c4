package io.shardgate.proxy.auth;

import io.netty.handler.ssl.SslContext;
import io.shardgate.proxy.wire.Collation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the proxy greets its clients.
 *
 * @param serverVersion what the greeting calls our version; drivers choose their behaviour by it
 * @param collation of clients that ask for none that we know
 * @param timeout from accepting a connection to the end of its handshake
 * @param tls null to offer no TLS
 * @param tlsRequired refuse clients that do not use TLS
 */
public record HandshakeSettings(
        String serverVersion,
        Collation collation,
        Duration timeout,
        @Nullable SslContext tls,
        boolean tlsRequired) {

    public HandshakeSettings {
        if (tlsRequired && tls == null) {
            throw new IllegalArgumentException("TLS cannot be required without a certificate");
        }
    }
}
