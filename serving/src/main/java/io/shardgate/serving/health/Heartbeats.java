package io.shardgate.serving.health;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a heartbeat to the primary of every shard again and again, on threads of its own, in the one process that changes
 * servers. A server that hangs delays no other.
 *
 * <p>A keyspace whose gate is closed is left alone: its primary moves.
 */
public final class Heartbeats implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final SnapshotSource snapshots;
    private final JdbcPools pools;
    private final Clock clock;
    private final Set<TabletAlias> underWay = ConcurrentHashMap.newKeySet();

    /** Those of which a failure was logged, and no success since. */
    private final Set<TabletAlias> failing = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService schedule =
            Executors.newSingleThreadScheduledExecutor(work -> HealthPoller.thread(work, "heartbeat-schedule"));
    private final ExecutorService workers =
            Executors.newCachedThreadPool(work -> HealthPoller.thread(work, "heartbeat"));

    private Heartbeats(SnapshotSource snapshots, JdbcPools pools, Clock clock) {
        this.snapshots = snapshots;
        this.pools = pools;
        this.clock = clock;
    }

    /** Begins to write. */
    public static Heartbeats start(SnapshotSource snapshots, JdbcPools pools, Duration interval, Clock clock) {
        Heartbeats heartbeats = new Heartbeats(snapshots, pools, clock);
        heartbeats.schedule.scheduleWithFixedDelay(heartbeats::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return heartbeats;
    }

    /** Makes the table on a primary, and by its binary log on all replicas that follow from there on. */
    public static void createTable(Connection connection) throws SQLException {
        Heartbeat.createTable(connection);
    }

    private void round() {
        try {
            ServingTopology topology = snapshots.current().topology();
            for (Keyspace keyspace : topology.keyspaces()) {
                if (topology.findGate(keyspace.name()).isEmpty()) {
                    for (Shard shard : topology.shards(keyspace.name())) {
                        topology.findPrimary(shard.keyspace(), shard.name()).ifPresent(this::submit);
                    }
                }
            }
        } catch (RejectedExecutionException e) {
            log.debug("a round of heartbeats met the end", e);
        }
    }

    private void submit(Tablet primary) {
        if (underWay.add(primary.alias())) {
            workers.execute(() -> {
                try {
                    write(primary);
                } finally {
                    underWay.remove(primary.alias());
                }
            });
        }
    }

    private void write(Tablet primary) {
        try (Connection connection = pools.connection(primary, ServerAccess.Role.DBA, ANSWER)) {
            try {
                Heartbeat.write(connection, clock.millis());
            } catch (SQLException e) {
                if (!Heartbeat.isMissing(e)) {
                    throw e;
                }
                if (Heartbeat.isWritable(connection)) {
                    createTable(connection);
                    Heartbeat.write(connection, clock.millis());
                }
            }
            failing.remove(primary.alias());
        } catch (SQLException e) {
            if (failing.add(primary.alias())) {
                log.warn("no heartbeat can be written tablet={}: {}", primary.alias(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        workers.shutdownNow();
    }
}
