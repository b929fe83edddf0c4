package io.shardgate.proxy.session;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Holds statements of all sessions back while a gate is closed, bounded in number, bytes and time. Thread-safe; each
 * statement goes on on its session's event loop.
 */
public final class Buffering implements AutoCloseable {

    /**
     * How much may wait.
     *
     * @param maxWait after which a statement gets an error
     */
    public record Limits(int maxStatements, long maxBytes, Duration maxWait) {}

    private final Limits limits;
    private final SnapshotSource snapshots;
    private final SnapshotSource.Subscription subscription;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder held = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder expired = new LongAdder();

    public Buffering(SnapshotSource snapshots, Limits limits) {
        this.limits = limits;
        this.snapshots = snapshots;
        this.subscription = snapshots.subscribe((previous, current) -> lookAgain(current));
    }

    /** A statement that waits. Confined to its event loop. */
    final class Waiting {

        private final EventLoop loop;
        private final int length;
        private final Predicate<ServingSnapshot> isOpen;
        private final Runnable goOn;
        private final ScheduledFuture<?> expiry;
        private boolean ended;

        private Waiting(
                EventLoop loop,
                int length,
                Predicate<ServingSnapshot> isOpen,
                Runnable goOn,
                Consumer<SqlErrorException> fail,
                SqlErrorException expired) {
            this.loop = loop;
            this.length = length;
            this.isOpen = isOpen;
            this.goOn = goOn;
            this.expiry = loop.schedule(
                    () -> {
                        if (end()) {
                            Buffering.this.expired.increment();
                            fail.accept(expired);
                        }
                    },
                    limits.maxWait().toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        /** Takes the statement out; false if it has gone on or was taken out before. */
        boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            expiry.cancel(false);
            waiting.remove(this);
            statements.decrementAndGet();
            bytes.addAndGet(-length);
            return true;
        }

        private void goOnIfOpen() {
            if (!ended && isOpen.test(snapshots.current()) && end()) {
                goOn.run();
            }
        }
    }

    /**
     * Makes a statement wait. On its event loop.
     *
     * @param length of its text in bytes
     * @param isOpen whether it may go on by a snapshot
     * @param goOn runs on the loop when it may
     * @param fail runs on the loop when it has waited for too long, with the error
     * @param reason why the gate is closed
     * @throws SqlErrorException BUFFER_FULL if too much waits already
     */
    Waiting hold(
            EventLoop loop,
            int length,
            Predicate<ServingSnapshot> isOpen,
            Runnable goOn,
            Consumer<SqlErrorException> fail,
            String reason) {
        int count = statements.incrementAndGet();
        long size = bytes.addAndGet(length);
        if (count > limits.maxStatements() || size > limits.maxBytes()) {
            statements.decrementAndGet();
            bytes.addAndGet(-length);
            refused.increment();
            throw SqlError.BUFFER_FULL.exception(reason);
        }
        Waiting held = new Waiting(
                loop,
                length,
                isOpen,
                goOn,
                fail,
                SqlError.BUFFERED_TOO_LONG.exception(limits.maxWait().toMillis(), reason));
        this.held.increment();
        waiting.add(held);
        // The gate may have opened after the statement took its snapshot.
        loop.execute(held::goOnIfOpen);
        return held;
    }

    /** How many statements wait. */
    public int size() {
        return statements.get();
    }

    /** How many have begun to wait, since the start. */
    public long held() {
        return held.sum();
    }

    /** How many were refused because too much waited already, since the start. */
    public long refused() {
        return refused.sum();
    }

    /** How many have waited for too long, since the start. */
    public long expired() {
        return expired.sum();
    }

    private void lookAgain(ServingSnapshot current) {
        for (Waiting each : waiting) {
            if (each.isOpen.test(current)) {
                each.loop.execute(each::goOnIfOpen);
            }
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
