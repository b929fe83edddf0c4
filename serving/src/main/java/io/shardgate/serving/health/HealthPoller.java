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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
            note(tablet, ask(tablet));
        } finally {
            underWay.remove(tablet.alias());
        }
    }

    private TabletHealth ask(Tablet tablet) {
        try (Connection connection = pools.connection(tablet, ServerAccess.Role.APP, timeout);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@global.read_only")) {
            rows.next();
            return new TabletHealth(tablet.alias(), clock.instant(), rows.getInt(1) != 0, null);
        } catch (SQLException e) {
            // A cutover locks the account of the shard that it leaves, whose server takes no writes and is well.
            boolean isFenced = LOCKED.contains(e.getErrorCode());
            return new TabletHealth(
                    tablet.alias(), clock.instant(), isFenced, isFenced ? null : String.valueOf(e.getMessage()));
        }
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

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
