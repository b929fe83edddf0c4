package io.shardgate.proxy.auth;

import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.Collation;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client that has proved who it is, and what it agreed on with the proxy.
 *
 * @param database what the client named in its handshake, unchecked; null if it named none
 * @param capabilities what both sides have
 * @param collation the client's, or the proxy's default if the client's id is unknown
 * @param attributes what the client's driver says about itself, in its order; not to be trusted
 * @param tls whether the connection is encrypted
 */
public record AuthenticatedClient(
        int connectionId,
        String user,
        @Nullable String database,
        Capabilities capabilities,
        Collation collation,
        Map<String, String> attributes,
        boolean tls,
        SocketAddress remoteAddress) {

    public AuthenticatedClient {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
