package io.shardgate.serving.store.file;

import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.Watch;
import io.shardgate.serving.store.WatchListener;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads the history and tells one listener. */
final class HistoryWatch implements Watch {

    private static final Logger log = LoggerFactory.getLogger(HistoryWatch.class);
    private static final long BEAT_MILLIS = 1000;

    private final History history;
    private final String prefix;
    private final WatchListener listener;
    private final Thread thread;
    private volatile boolean closed;

    HistoryWatch(History history, String prefix, long afterRevision, WatchListener listener) {
        this.history = history;
        this.prefix = prefix;
        this.listener = listener;
        this.thread = new Thread(() -> run(afterRevision), "topology-watch-" + prefix);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(long afterRevision) {
        long seen = afterRevision;
        // The first look does not wait, so that a new watch hears at once that it is current.
        long wait = 0;
        try {
            while (!closed) {
                List<ChangeBatch> batches = history.after(seen, wait);
                for (ChangeBatch batch : batches) {
                    tell(batch);
                    seen = batch.revision();
                }
                if (!closed && (wait == 0 || batches.isEmpty())) {
                    listener.onCurrent(seen);
                }
                wait = BEAT_MILLIS;
            }
        } catch (StoreException e) {
            end(e);
        } catch (InterruptedException e) {
            // Only close() interrupts us, and it does not report an end.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("a listener of the topology failed, its watch ends prefix={}", prefix, e);
            end(new StoreException(StoreException.Kind.CLOSED, "the listener failed: " + e, e));
        }
    }

    private void tell(ChangeBatch batch) {
        List<ChangeBatch.Changed> touched = batch.changes().stream()
                .filter(changed -> changed.key().startsWith(prefix))
                .toList();
        if (!closed && !touched.isEmpty()) {
            listener.onChanges(new ChangeBatch(batch.revision(), touched));
        }
    }

    private void end(StoreException why) {
        if (!closed) {
            listener.onEnded(why);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
