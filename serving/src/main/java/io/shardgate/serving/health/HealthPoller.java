package io.shardgate.serving.health;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every tablet of the current snapshot again and again, over JDBC on threads of its own. A tablet that hangs delays
 * no other: each is looked at by itself, and not again before its last look has ended.
 */
public final class HealthPoller implements HealthView, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HealthPoller.class);

    /** What MySQL and MariaDB answer whose account is locked. */
    private static final Set<Integer> LOCKED = Set.of(3118, 4151);

    private final SnapshotSource snapshots;
    private final JdbcPools pools;
    private final Duration timeout;
    private final Clock clock;
    private final Map<TabletAlias, TabletHealth> health = new ConcurrentHashMap<>();

    /** In milliseconds, by shard. */
    private final Map<String, Long> youngestHeartbeats = new ConcurrentHashMap<>();

    private final Set<TabletAlias> underWay = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService schedule;
    private final ExecutorService workers;

    private HealthPoller(SnapshotSource snapshots, JdbcPools pools, Duration timeout, Clock clock) {
        this.snapshots = snapshots;
        this.pools = pools;
        this.timeout = timeout;
        this.clock = clock;
        this.schedule = Executors.newSingleThreadScheduledExecutor(work -> thread(work, "health-schedule"));
        this.workers = Executors.newCachedThreadPool(work -> thread(work, "health-poll"));
    }

    /**
     * Begins to poll.
     *
     * @param interval between the looks at a tablet
     * @param timeout after which a silent server counts as unreachable
     */
    public static HealthPoller start(
            SnapshotSource snapshots, JdbcPools pools, Duration interval, Duration timeout, Clock clock) {
        HealthPoller poller = new HealthPoller(snapshots, pools, timeout, clock);
        poller.schedule.scheduleWithFixedDelay(poller::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return poller;
    }

    @Override
    public Optional<TabletHealth> find(TabletAlias alias) {
        return Optional.ofNullable(health.get(alias));
    }

    @Override
    public void close() {
        schedule.shutdownNow();
        workers.shutdownNow();
    }

    private void round() {
        try {
            var tablets = snapshots.current().topology().tablets();
            health.keySet().retainAll(tablets.stream().map(Tablet::alias).collect(Collectors.toSet()));
            for (Tablet tablet : tablets) {
                if (underWay.add(tablet.alias())) {
                    workers.execute(() -> look(tablet));
                }
            }
        } catch (RejectedExecutionException e) {
            log.debug("a round of health polls met the end of the poller", e);
        }
    }

    private void look(Tablet tablet) {
        try {
            TabletHealth now = ask(tablet);
            // A connection may have been cut off while the server is well, as by a cutover; a second one tells.
            note(tablet, now.isReachable() ? now : ask(tablet));
        } finally {
            underWay.remove(tablet.alias());
        }
    }

    private TabletHealth ask(Tablet tablet) {
        try (Connection connection = pools.connection(tablet, ServerAccess.Role.APP, timeout);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@global.read_only")) {
            rows.next();
            boolean isReadOnly = rows.getInt(1) != 0;
            Duration lag = lag(tablet, Heartbeat.read(connection));
            ReplicationState replication = ReplicationStatus.read(connection).orElse(null);
            return new TabletHealth(tablet.alias(), clock.instant(), isReadOnly, lag, replication, null);
        } catch (SQLException e) {
            if (LOCKED.contains(e.getErrorCode())) {
                // A cutover locks the account of the shard that it leaves, whose server takes no writes and is well.
                return new TabletHealth(tablet.alias(), clock.instant(), true, null, null, null);
            }
            return TabletHealth.unreachable(tablet.alias(), clock.instant(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Compares with the youngest heartbeat that any tablet of the shard has shown, rather than with this machine's clock,
     * which may differ from the writer's. A primary that is down, or a writer that is, lets no replica fall behind.
     */
    private @Nullable Duration lag(Tablet tablet, OptionalLong heartbeat) {
        if (heartbeat.isEmpty()) {
            return null;
        }
        String shard = tablet.keyspace() + "/" + tablet.shard();
        long youngest = youngestHeartbeats.merge(shard, heartbeat.getAsLong(), Math::max);
        return Duration.ofMillis(youngest - heartbeat.getAsLong());
    }

    private void note(Tablet tablet, TabletHealth now) {
        TabletHealth before = health.put(tablet.alias(), now);
        boolean wasReachable = before == null || before.isReachable();
        if (wasReachable && !now.isReachable()) {
            log.warn(
                    "tablet became unreachable tablet={} keyspace={} shard={}: {}",
                    tablet.alias(),
                    tablet.keyspace(),
                    tablet.shard(),
                    now.failure());
        } else if (!wasReachable && now.isReachable()) {
            log.info(
                    "tablet is reachable again tablet={} keyspace={} shard={}",
                    tablet.alias(),
                    tablet.keyspace(),
                    tablet.shard());
        }
    }

    static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
