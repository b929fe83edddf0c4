package io.shardgate.proxy.auth;

import io.netty.channel.ChannelHandler;

/** Opens the session of a client that has just authenticated. */
@FunctionalInterface
public interface SessionFactory {

    /**
     * The handler that takes the handshake's place in the client's pipeline. It gets the client's bytes from the first
     * command on, as {@code ByteBuf}s. Called on the channel's event loop, before the client is told that it is in.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException to refuse the client, for example for an unknown database
     */
    ChannelHandler open(AuthenticatedClient client);
}
