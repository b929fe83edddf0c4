package io.shardgate.serving.store.remote;

import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WatchListener;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to a watch: one line for each thing that its listener hears. */
public final class LineStream {

    private static final Logger log = LoggerFactory.getLogger(LineStream.class);

    private final TopologyStore store;
    private final String prefix;
    private final long afterRevision;

    LineStream(TopologyStore store, String prefix, long afterRevision) {
        this.store = store;
        this.prefix = prefix;
        this.afterRevision = afterRevision;
    }

    /** Where lines go; each must be flushed to the client at once. Called by one thread. */
    @FunctionalInterface
    public interface Sink {
        /** @param line without its line feed */
        void line(String line) throws IOException;
    }

    /** Writes until the watch ends, the sink fails (its client is gone), or the thread is interrupted. */
    public void run(Sink sink) {
        CountDownLatch over = new CountDownLatch(1);
        Watch watch = store.watch(prefix, afterRevision, new ToLines(sink, over));
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watch.close();
        }
    }

    private record ToLines(Sink sink, CountDownLatch over) implements WatchListener {

        @Override
        public void onChanges(ChangeBatch batch) {
            write(StoreJson.batch(batch).toString());
        }

        @Override
        public void onCurrent(long revision) {
            write(StoreJson.object().put("current", revision).toString());
        }

        @Override
        public void onLost(StoreException why) {
            // The client is told nothing, misses its heartbeat, and then knows that its news may be old.
            log.debug("a watch that is passed on has lost its store", why);
        }

        @Override
        public void onEnded(StoreException why) {
            write(StoreJson.object()
                    .put("ended", why.kind().name())
                    .put("message", why.getMessage())
                    .toString());
            over.countDown();
        }

        private void write(String line) {
            try {
                sink.line(line);
            } catch (IOException e) {
                log.debug("the client of a watch is gone", e);
                over.countDown();
            }
        }
    }
}
