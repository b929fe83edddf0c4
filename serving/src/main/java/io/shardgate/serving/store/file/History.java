package io.shardgate.serving.store.file;

import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last batches, for watches to read at their own pace; a slow watch costs no memory, it only falls off the end. Safe for
 * use by several threads.
 */
final class History {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Deque<ChangeBatch> batches = new ArrayDeque<>();
    private final int limit;
    private long oldest;
    private long newest;
    private boolean closed;

    /** @param revision from which on a watch can start */
    History(long revision, int limit) {
        this.oldest = revision;
        this.newest = revision;
        this.limit = limit;
    }

    void add(ChangeBatch batch) {
        lock.lock();
        try {
            batches.addLast(batch);
            newest = batch.revision();
            if (batches.size() > limit) {
                oldest = batches.removeFirst().revision();
            }
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The batches after a revision; waits for one if there is none, and gives none when the time is over.
     *
     * @throws StoreException COMPACTED or CLOSED
     */
    List<ChangeBatch> after(long revision, long maxWaitMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(maxWaitMillis);
            while (!closed && newest == revision && nanos > 0) {
                nanos = grown.awaitNanos(nanos);
            }
            if (closed) {
                throw new StoreException(StoreException.Kind.CLOSED, "the store was closed");
            }
            if (revision < oldest) {
                throw new StoreException(
                        StoreException.Kind.COMPACTED,
                        "changes after revision " + revision + " are no longer remembered, the oldest are those after "
                                + oldest + "; list again");
            }
            if (revision > newest) {
                throw new StoreException(
                        StoreException.Kind.COMPACTED,
                        "revision " + revision + " is ahead of the store's " + newest
                                + ", as if it was restored from a copy; list again");
            }
            return tail(revision);
        } finally {
            lock.unlock();
        }
    }

    private List<ChangeBatch> tail(long revision) {
        List<ChangeBatch> newestFirst = new ArrayList<>();
        var backwards = batches.descendingIterator();
        while (backwards.hasNext()) {
            ChangeBatch batch = backwards.next();
            if (batch.revision() <= revision) {
                break;
            }
            newestFirst.add(batch);
        }
        Collections.reverse(newestFirst);
        return newestFirst;
    }
}
