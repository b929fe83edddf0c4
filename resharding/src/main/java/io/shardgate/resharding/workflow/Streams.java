package io.shardgate.resharding.workflow;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a stream running for every source of every shard in the topology, and none besides. Safe for all threads.
 *
 * <p>Only one process may do so, the one that has the topology's store open.
 */
public final class Streams implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Streams.class);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long LOOK_SECONDS = 2;

    private final SnapshotSource snapshots;
    private final JdbcPools pools;
    private final ScheduledExecutorService thread;
    private final SnapshotSource.Subscription subscription;

    /** By target and source; guarded by this. */
    private final Map<Way, FilteredReplication> running = new LinkedHashMap<>();

    /** Why a stream does not run that should; guarded by this. */
    private final Map<Way, String> problems = new LinkedHashMap<>();

    /** Targets whose streams are not to run at present; guarded by this. */
    private final Set<String> paused = new LinkedHashSet<>();

    private boolean closed;

    private record Way(String target, String source) {}

    /**
     * What is known of one stream.
     *
     * @param rows that it has changed since it was started, or started again
     * @param problem what is wrong, empty if nothing is
     */
    public record Status(String source, String target, String state, long lagMillis, long rows, String problem) {}

    private Streams(SnapshotSource snapshots, JdbcPools pools) {
        this.snapshots = snapshots;
        this.pools = pools;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, "streams");
            worker.setDaemon(true);
            return worker;
        });
        this.subscription = snapshots.subscribe((previous, current) -> thread.execute(this::reconcile));
    }

    /** Begins to run what the snapshots say. */
    public static Streams start(SnapshotSource snapshots, JdbcPools pools) {
        Streams streams = new Streams(snapshots, pools);
        // Servers that could not be asked are asked again.
        streams.thread.scheduleWithFixedDelay(streams::reconcile, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        return streams;
    }

    private synchronized void reconcile() {
        if (closed) {
            return;
        }
        ServingSnapshot snapshot = snapshots.current();
        Map<Way, Shard> wanted = new LinkedHashMap<>();
        for (Keyspace keyspace : snapshot.topology().keyspaces()) {
            for (Shard shard : snapshot.topology().shards(keyspace.name())) {
                if (!paused.contains(shard.path())) {
                    shard.sources()
                            .forEach(source ->
                                    wanted.put(new Way(shard.path(), source.keyspace() + "/" + source.shard()), shard));
                }
            }
        }
        running.entrySet().removeIf(entry -> {
            Shard target = wanted.get(entry.getKey());
            boolean isOver =
                    target == null || !isBetweenMasters(entry.getValue().stream(), snapshot.topology(), target);
            if (isOver) {
                entry.getValue().close();
            }
            return isOver;
        });
        problems.keySet().retainAll(wanted.keySet());
        wanted.forEach((way, shard) -> {
            if (!running.containsKey(way)) {
                startStream(way, shard, snapshot);
            }
        });
    }

    /** Whether it still leads from the source's master to the target's, which may have been chosen anew. */
    private static boolean isBetweenMasters(StreamTarget stream, ServingTopology topology, Shard target) {
        Tablet source = stream.source();
        return topology.findPrimary(source.keyspace(), source.shard())
                        .filter(source::equals)
                        .isPresent()
                && topology.findPrimary(target.keyspace(), target.name())
                        .filter(stream.target()::equals)
                        .isPresent();
    }

    private void startStream(Way way, Shard shard, ServingSnapshot snapshot) {
        try {
            KeyspaceSchema schema = snapshot.findSchema(shard.keyspace()).orElse(KeyspaceSchema.EMPTY);
            for (StreamTarget stream : StreamPlans.of(snapshot, shard, schema)) {
                if (stream.sourcePath().equals(way.source())) {
                    running.put(way, FilteredReplication.start(stream, pools, isMariaDb(stream), null));
                    problems.remove(way);
                    log.info("stream runs source={} target={}", way.source(), way.target());
                }
            }
        } catch (SQLException | RuntimeException e) {
            String why = Objects.requireNonNullElse(e.getMessage(), e.toString());
            if (!why.equals(problems.put(way, why))) {
                log.warn("stream cannot run source={} target={} problem={}", way.source(), way.target(), why);
            }
        }
    }

    private boolean isMariaDb(StreamTarget stream) throws SQLException {
        try (Connection connection = pools.connection(stream.source(), ServerAccess.Role.DBA, ANSWER)) {
            return ServerPosition.isMariaDb(connection);
        }
    }

    /** The streams of all targets. */
    public synchronized List<Status> status() {
        List<Status> all = new ArrayList<>();
        running.forEach((way, stream) -> all.add(new Status(
                way.source(),
                way.target(),
                stream.state().name(),
                stream.lagMillis(),
                stream.applied(),
                stream.problem())));
        problems.forEach((way, problem) -> all.add(new Status(way.source(), way.target(), "ERROR", 0, 0, problem)));
        return all;
    }

    /**
     * The streams that fill a shard.
     *
     * @throws ReshardingException if one that should run does not
     */
    public synchronized List<FilteredReplication> of(Shard target) {
        reconcile();
        List<FilteredReplication> streams = new ArrayList<>();
        running.forEach((way, stream) -> {
            if (way.target().equals(target.path())) {
                if (stream.state() == FilteredReplication.State.ERROR) {
                    throw stopped(way, stream.problem());
                }
                streams.add(stream);
            }
        });
        if (streams.size() < target.sources().size()) {
            problems.forEach((way, problem) -> {
                if (way.target().equals(target.path())) {
                    throw stopped(way, problem);
                }
            });
            throw new ReshardingException("filtered replication to " + target.path() + " has not started yet");
        }
        return streams;
    }

    private static ReshardingException stopped(Way way, String problem) {
        return new ReshardingException(
                "filtered replication from " + way.source() + " to " + way.target() + " does not run: " + problem);
    }

    /** Ends a target's streams until {@link #resume}. Blocks until they have ended. */
    public synchronized void pause(Shard target) {
        paused.add(target.path());
        reconcile();
    }

    public synchronized void resume(Shard target) {
        paused.remove(target.path());
        reconcile();
    }

    @Override
    public void close() {
        subscription.close();
        thread.shutdownNow();
        synchronized (this) {
            closed = true;
            running.values().forEach(FilteredReplication::close);
            running.clear();
        }
    }
}
