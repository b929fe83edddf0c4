package io.shardgate.proxy.exec;

import io.shardgate.proxy.wire.ErrPacket;

/**
 * Is told how a statement ended; once, on the event loop.
 *
 * <p>After {@link #succeeded} the whole answer has been written, though not flushed. After {@link #failed} nothing of
 * the error has been written yet.
 */
public interface Completion {

    void succeeded(StatementResult result);

    void failed(ErrPacket error);
}
