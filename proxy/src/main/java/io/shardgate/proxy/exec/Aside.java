package io.shardgate.proxy.exec;

import io.netty.channel.EventLoop;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Steps of a statement that would hold up its event loop, and with it other sessions. */
public final class Aside {

    private Aside() {}

    /**
     * Computes on a worker and goes on with the result on the event loop, unless the client is gone by then. A failure
     * ends the statement.
     *
     * @param work uses nothing that is confined to the loop, or that changes while the statement waits
     * @throws SqlErrorException TOO_BUSY_TO_PLAN when all workers are busy and too much waits for them already
     */
    public static <T> void run(Execution execution, Completion completion, Supplier<T> work, Consumer<T> then) {
        EventLoop loop = execution.eventLoop();
        try {
            execution.workers().execute(() -> {
                T result;
                try {
                    result = work.get();
                } catch (SqlErrorException e) {
                    loop.execute(() -> completion.failed(ErrPacket.of(e)));
                    return;
                } catch (RuntimeException | Error e) {
                    SqlErrorException defect = execution.defect(e);
                    loop.execute(() -> completion.failed(ErrPacket.of(defect)));
                    return;
                }
                loop.execute(() -> {
                    if (!execution.isClosed()) {
                        Guarded.run(execution, completion, () -> then.accept(result));
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            throw SqlError.TOO_BUSY_TO_PLAN.exception();
        }
    }
}
