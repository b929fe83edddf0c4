package io.shardgate.proxy.backend;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop to one tablet under one account. Confined to that loop.
 *
 * <p>Whoever asks gets an idle connection, preferably one whose session state is already the wanted one; else a new one
 * if the tablet's permits allow; else waits in line, at most until the deadline.
 */
public final class BackendPool {

    private static final Logger log = LoggerFactory.getLogger(BackendPool.class);

    /** How many idle connections are looked at for one that has the wanted state. */
    private static final int STATE_SEARCH = 8;

    private static final class Waiter {
        final Borrower borrower;

        @Nullable
        ScheduledFuture<?> deadline;

        Waiter(Borrower borrower) {
            this.borrower = borrower;
        }
    }

    private final EventLoop loop;
    private final Endpoint endpoint;
    private final boolean foundRows;
    private final BackendConnector connector;
    private final TabletPermits permits;
    private final PoolLimits limits;
    private final Runnable askOthers;
    private final ScheduledFuture<?> cleaning;

    /** Most recently used first, so that the ones in use are few and warm and the rest can go. */
    private final Deque<BackendConnection> idle = new ArrayDeque<>();

    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int connecting;

    /** One wish for a permit stands in line for all waiters. */
    private boolean wishing;

    private boolean closed;

    /**
     * @param askOthers asks the pools of other loops to close an idle connection each, as this one found no permit
     */
    BackendPool(
            EventLoop loop,
            Endpoint endpoint,
            boolean foundRows,
            BackendConnector connector,
            TabletPermits permits,
            PoolLimits limits,
            Runnable askOthers) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.foundRows = foundRows;
        this.connector = connector;
        this.permits = permits;
        this.limits = limits;
        this.askOthers = askOthers;
        long period = Math.max(100, limits.idleTimeout().toMillis() / 4);
        this.cleaning = loop.scheduleWithFixedDelay(this::closeOld, period, period, TimeUnit.MILLISECONDS);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Lends a connection as soon as there is one. Its state may still differ from the wanted one. */
    public void acquire(ConnectionState wanted, Borrower borrower) {
        assert loop.inEventLoop();
        if (closed) {
            borrower.refused(SqlError.BACKEND_LOST.exception(endpoint));
            return;
        }
        BackendConnection connection = takeIdle(wanted);
        if (connection != null) {
            borrower.lent(connection);
            return;
        }
        Waiter waiter = new Waiter(borrower);
        waiters.add(waiter);
        permits.addWaiting(1);
        long millis = limits.acquireTimeout().toMillis();
        waiter.deadline = loop.schedule(() -> timeOut(waiter), millis, TimeUnit.MILLISECONDS);
        connectIfPermitted();
    }

    /** Takes a connection back. One that is broken, retired or has an answer outstanding is closed instead. */
    public void release(BackendConnection connection) {
        assert loop.inEventLoop();
        long now = System.nanoTime();
        boolean old = now - connection.createdNanos() > limits.maxLifetime().toNanos();
        if (!connection.isReusable() || closed || old) {
            connection.close();
            connectIfPermitted();
            return;
        }
        connection.resumeReading();
        connection.idleSince(now);
        Waiter waiter = nextWaiter();
        if (waiter != null) {
            waiter.borrower.lent(connection);
        } else if (permits.wishes() > (wishing ? 1 : 0)) {
            // Another loop was told that none of ours was idle, and waits.
            connection.close();
        } else {
            idle.addFirst(connection);
        }
    }

    /** Takes back a connection in which a session left state that only a reset removes. */
    public void resetAndRelease(BackendConnection connection, Runnable then) {
        if (!connection.isReusable()) {
            release(connection);
            then.run();
            return;
        }
        connection.resumeReading();
        connection.state(ConnectionState.UNKNOWN);
        connection.statements().clear();
        connection.write(CommandPackets.of(connection, Command.RESET_CONNECTION, ""), new OkReader(connection) {
            @Override
            protected void ok(OkPacket packet) {
                release(connection);
                then.run();
            }

            @Override
            protected void refused(ErrPacket error) {
                log.warn("server cannot reset a connection tablet={} error={}", endpoint, error.message());
                connection.close();
                then.run();
            }

            @Override
            public void lost(SqlErrorException cause) {
                connection.close();
                then.run();
            }
        });
        connection.flush();
    }

    /** Closes what is idle and refuses what waits; connections that are lent are closed when they come back. */
    void close() {
        closed = true;
        cleaning.cancel(false);
        // A connection takes itself out when it closes.
        List.copyOf(idle).forEach(BackendConnection::close);
        idle.clear();
        for (Waiter waiter = nextWaiter(); waiter != null; waiter = nextWaiter()) {
            waiter.borrower.refused(SqlError.SERVER_SHUTDOWN.exception());
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Gives one permit up, if a connection here is idle, for a loop that has none. */
    void closeOneIdle() {
        BackendConnection connection = idle.pollLast();
        if (connection != null) {
            connection.close();
        }
    }

    private @Nullable BackendConnection takeIdle(ConnectionState wanted) {
        int looked = 0;
        for (Iterator<BackendConnection> candidates = idle.iterator();
                candidates.hasNext() && looked < STATE_SEARCH; ) {
            BackendConnection candidate = candidates.next();
            looked++;
            if (candidate.isUsable() && candidate.state().equals(wanted)) {
                candidates.remove();
                return candidate;
            }
        }
        while (true) {
            BackendConnection connection = idle.pollFirst();
            if (connection == null || connection.isUsable()) {
                return connection;
            }
        }
    }

    private void connectIfPermitted() {
        while (connecting < waiters.size()) {
            if (wishing) {
                askOthers.run();
                return;
            }
            if (permits.tryTakeOrWish(() -> loop.execute(this::wokenForPermit))) {
                connect();
            } else {
                wishing = true;
            }
        }
    }

    private void wokenForPermit() {
        wishing = false;
        if (connecting >= waiters.size()) {
            permits.wakeNext();
        } else {
            connectIfPermitted();
        }
    }

    private void connect() {
        connecting++;
        connector.connect(loop, endpoint, foundRows).addListener(done -> connected((Future<?>) done));
    }

    private void connected(Future<?> done) {
        connecting--;
        if (done.isSuccess()) {
            BackendConnection connection = (BackendConnection) done.getNow();
            connection.onClose(() -> {
                idle.remove(connection);
                permits.giveBack();
            });
            release(connection);
            return;
        }
        permits.giveBack();
        Waiter waiter = nextWaiter();
        if (waiter != null) {
            SqlErrorException cause = done.cause() instanceof SqlErrorException known
                    ? known
                    : SqlError.BACKEND_UNREACHABLE.exception(
                            endpoint, String.valueOf(done.cause().getMessage()));
            waiter.borrower.refused(cause);
        }
    }

    private @Nullable Waiter nextWaiter() {
        Waiter waiter = waiters.poll();
        if (waiter != null) {
            permits.addWaiting(-1);
            if (waiter.deadline != null) {
                waiter.deadline.cancel(false);
            }
        }
        return waiter;
    }

    private void timeOut(Waiter waiter) {
        if (waiters.remove(waiter)) {
            permits.addWaiting(-1);
            permits.addTimedOut();
            waiter.borrower.refused(SqlError.POOL_TIMEOUT.exception(
                    endpoint, limits.acquireTimeout().toMillis(), permits.limit()));
        }
    }

    private void closeOld() {
        long now = System.nanoTime();
        idle.removeIf(connection -> {
            boolean old = now - connection.idleSinceNanos()
                            > limits.idleTimeout().toNanos()
                    || now - connection.createdNanos() > limits.maxLifetime().toNanos();
            if (old) {
                connection.close();
            }
            return old;
        });
    }
}
