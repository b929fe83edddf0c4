package io.shardgate.proxy.backend;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All pools of the process. Thread-safe; a pool itself is confined to its event loop. */
public final class BackendPools {

    private record Key(EventLoop loop, Endpoint endpoint, boolean foundRows) {}

    private final BackendConnector connector;
    private final PoolLimits limits;
    private final Map<Key, BackendPool> pools = new ConcurrentHashMap<>();
    private final Map<Endpoint, TabletPermits> permits = new ConcurrentHashMap<>();

    public BackendPools(BackendConnector connector, PoolLimits limits) {
        this.connector = connector;
        this.limits = limits;
    }

    /** The pool of this loop for this tablet; must be called on the loop. */
    public BackendPool pool(EventLoop loop, Endpoint endpoint, boolean foundRows) {
        Key key = new Key(loop, endpoint, foundRows);
        BackendPool pool = pools.get(key);
        if (pool != null) {
            return pool;
        }
        return pools.computeIfAbsent(
                key,
                k -> new BackendPool(
                        loop,
                        endpoint,
                        foundRows,
                        connector,
                        permits.computeIfAbsent(endpoint, e -> new TabletPermits(limits.maxConnections())),
                        limits,
                        () -> askForIdle(k)));
    }

    /** Connections that are open, or being opened, to a tablet. */
    public int used(Endpoint endpoint) {
        TabletPermits tablet = permits.get(endpoint);
        return tablet == null ? 0 : tablet.used();
    }

    /** Statements that wait for a connection to a tablet. */
    public int waiting(Endpoint endpoint) {
        TabletPermits tablet = permits.get(endpoint);
        return tablet == null ? 0 : tablet.waiting();
    }

    /** Statements that have waited for a connection to a tablet for too long, since it was first used. */
    public long timedOut(Endpoint endpoint) {
        TabletPermits tablet = permits.get(endpoint);
        return tablet == null ? 0 : tablet.timedOut();
    }

    /** Closes the pools of tablets that are not in use any more. */
    public void retain(Set<Endpoint> endpoints) {
        pools.forEach((key, pool) -> {
            if (!endpoints.contains(key.endpoint()) && pools.remove(key, pool)) {
                key.loop().execute(pool::close);
            }
        });
        permits.keySet().removeIf(endpoint -> !endpoints.contains(endpoint));
    }

    /** Closes every pool. */
    public void close() {
        retain(Set.of());
    }

    private void askForIdle(Key asking) {
        pools.forEach((key, pool) -> {
            if (!key.equals(asking) && key.endpoint().equals(asking.endpoint())) {
                key.loop().execute(pool::closeOneIdle);
            }
        });
    }
}
