package io.shardgate.proxy.exec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.shardgate.proxy.wire.Capabilities;

/** The client's end of the command that runs. Confined to the session's event loop. */
public interface ClientOutput {

    Capabilities capabilities();

    ByteBufAllocator allocator();

    /** The sequence id that the next packet to the client carries. */
    int sequence();

    void sequence(int next);

    /** Writes whole packets, or parts of them, without flushing. Takes the buffer. */
    void write(ByteBuf bytes);

    void flush();

    /** Whether the client keeps up; when false, whoever writes stops and waits for {@link #whenWritable}. */
    boolean isWritable();

    /** Runs the action once, when the client has caught up. Never runs it if the client goes away. */
    void whenWritable(Runnable action);

    /** Ends the client's connection at once. */
    void close();

    /** The status flags of a terminal packet in the session's terms, given those of the server. */
    int statusFlags(int serverFlags);
}
