package io.shardgate.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.shardgate.vschema.error.SqlErrorException;

/**
 * Is told the bytes of the response to one command, in order, on the connection's event loop.
 *
 * <p>Exactly one of two things ends it: {@link #read} returns true, or {@link #lost} is called.
 */
public interface ResponseReader {

    /**
     * Reads what it can of the response and moves the reader index behind it. Borrows the buffer. What is left unread
     * (the start of a packet that it needs whole) is given again, with more behind it.
     *
     * @return whether the response is complete; bytes behind it belong to the next one
     */
    boolean read(ByteBuf in);

    /** The connection ended before the response was complete, or broke the protocol. */
    void lost(SqlErrorException cause);

    /** The bytes that were there have all been read; a reader that writes elsewhere flushes now. */
    default void readComplete() {}
}
