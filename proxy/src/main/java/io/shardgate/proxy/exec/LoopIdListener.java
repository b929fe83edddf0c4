package io.shardgate.proxy.exec;

import io.netty.channel.EventLoop;
import io.shardgate.sequences.IdListener;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Takes ids from whatever thread brings them to the session's event loop.
 *
 * @param taken gets the first id, on the loop
 * @param failed gets the reason why there are none, on the loop
 */
public record LoopIdListener(EventLoop loop, LongConsumer taken, Consumer<SqlErrorException> failed)
        implements IdListener {

    @Override
    public void ids(long first) {
        onLoop(() -> taken.accept(first));
    }

    @Override
    public void unavailable(SqlErrorException cause) {
        onLoop(() -> failed.accept(cause));
    }

    private void onLoop(Runnable step) {
        if (loop.inEventLoop()) {
            step.run();
        } else {
            loop.execute(step);
        }
    }
}
