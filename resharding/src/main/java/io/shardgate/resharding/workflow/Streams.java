package io.shardgate.resharding.workflow;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.PassingErrors;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
    private final Map<Way, Problem> problems = new LinkedHashMap<>();

    /** What is being started or ended, which takes as long as servers do and so is not done in the monitor; guarded by this. */
    private final Set<Way> changing = new HashSet<>();

    /** Targets whose streams are not to run at present; guarded by this. */
    private final Set<String> paused = new LinkedHashSet<>();

    private boolean closed;

    private record Way(String target, String source) {}

    private record Problem(String state, String text) {}

    /**
     * What is known of one stream.
     *
     * @param state RUNNING, which it is also while it waits for a server that was lost; STARTING while something keeps it
     *     from that which may pass, as a server that does not answer; ERROR if an operator has to do something
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
        this.subscription = snapshots.subscribe((previous, current) -> thread.execute(this::reconcileAll));
    }

    /** Begins to run what the snapshots say. */
    public static Streams start(SnapshotSource snapshots, JdbcPools pools) {
        Streams streams = new Streams(snapshots, pools);
        // Servers that could not be asked are asked again.
        streams.thread.scheduleWithFixedDelay(streams::reconcileAll, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        return streams;
    }

    private void reconcileAll() {
        reconcile(way -> true);
    }

    /** Of one target only: servers of others may be slow to answer. Blocks until its streams are as they should be. */
    private void reconcile(Shard target) {
        Predicate<Way> isOfTarget = way -> way.target().equals(target.path());
        reconcile(isOfTarget);
        awaitSettled(isOfTarget);
    }

    private void reconcile(Predicate<Way> which) {
        ServingSnapshot snapshot = snapshots.current();
        Map<Way, FilteredReplication> over = new LinkedHashMap<>();
        Map<Way, Shard> missing = new LinkedHashMap<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            Map<Way, Shard> wanted = wanted(snapshot.topology());
            running.forEach((way, stream) -> {
                Shard target = wanted.get(way);
                if (which.test(way)
                        && (target == null || !isBetweenMasters(stream.stream(), snapshot.topology(), target))) {
                    over.put(way, stream);
                }
            });
            running.keySet().removeAll(over.keySet());
            problems.keySet().removeIf(way -> which.test(way) && !wanted.containsKey(way));
            wanted.forEach((way, shard) -> {
                if (which.test(way) && !running.containsKey(way) && !changing.contains(way)) {
                    missing.put(way, shard);
                }
            });
            changing.addAll(over.keySet());
            changing.addAll(missing.keySet());
        }
        over.forEach((way, stream) -> {
            stream.close();
            if (!missing.containsKey(way)) {
                settled(way);
            }
        });
        missing.forEach((way, shard) -> startStream(way, shard, snapshot));
    }

    private synchronized void settled(Way way) {
        changing.remove(way);
        notifyAll();
    }

    private synchronized void awaitSettled(Predicate<Way> which) {
        try {
            while (changing.stream().anyMatch(which)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReshardingException("interrupted while streams were started or ended", e);
        }
    }

    private Map<Way, Shard> wanted(ServingTopology topology) {
        Map<Way, Shard> wanted = new LinkedHashMap<>();
        for (Keyspace keyspace : topology.keyspaces()) {
            for (Shard shard : topology.shards(keyspace.name())) {
                if (!paused.contains(shard.path())) {
                    shard.sources()
                            .forEach(source ->
                                    wanted.put(new Way(shard.path(), source.keyspace() + "/" + source.shard()), shard));
                }
            }
        }
        return wanted;
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
            Optional<KeyspaceSchema> schema = snapshot.findSchema(shard.keyspace());
            if (schema.isEmpty()) {
                cannotRun(way, "STARTING", "the tables of keyspace " + shard.keyspace() + " have not been read yet");
                return;
            }
            for (StreamTarget stream : StreamPlans.of(snapshot, shard, schema.get())) {
                if (stream.sourcePath().equals(way.source())) {
                    FilteredReplication started = FilteredReplication.start(stream, pools, isMariaDb(stream), null);
                    if (!take(way, started)) {
                        started.close();
                    }
                }
            }
        } catch (SQLException e) {
            cannotRun(way, PassingErrors.isPassing(e) ? "STARTING" : "ERROR", message(e));
        } catch (RuntimeException e) {
            cannotRun(way, "ERROR", message(e));
        } finally {
            settled(way);
        }
    }

    /** Whether the stream is still wanted: its target may have been paused while it was started. */
    private synchronized boolean take(Way way, FilteredReplication started) {
        if (closed || paused.contains(way.target())) {
            return false;
        }
        running.put(way, started);
        problems.remove(way);
        log.info("stream runs source={} target={}", way.source(), way.target());
        return true;
    }

    /** Tried again all the same. */
    private synchronized void cannotRun(Way way, String state, String why) {
        Problem problem = new Problem(state, why);
        if (!problem.equals(problems.put(way, problem))) {
            log.warn("stream cannot run source={} target={} problem={}", way.source(), way.target(), why);
        }
    }

    private static String message(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
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
        problems.forEach((way, problem) ->
                all.add(new Status(way.source(), way.target(), problem.state(), 0, 0, problem.text())));
        return all;
    }

    /**
     * The streams that fill a shard.
     *
     * @throws ReshardingException if one that should run does not
     */
    public List<FilteredReplication> of(Shard target) {
        reconcile(target);
        return running(target);
    }

    private synchronized List<FilteredReplication> running(Shard target) {
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
                    throw stopped(way, problem.text());
                }
            });
            throw new ReshardingException("filtered replication to " + target.path() + " has not started yet");
        }
        return streams;
    }

    /** The streams that fill a shard, running or not. */
    public synchronized List<FilteredReplication> all(Shard target) {
        return running.entrySet().stream()
                .filter(entry -> entry.getKey().target().equals(target.path()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static ReshardingException stopped(Way way, String problem) {
        return new ReshardingException(
                "filtered replication from " + way.source() + " to " + way.target() + " does not run: " + problem);
    }

    /** Ends a target's streams until {@link #resume}. Blocks until they have ended. */
    public void pause(Shard target) {
        synchronized (this) {
            paused.add(target.path());
        }
        reconcile(target);
    }

    /** Blocks until the target's streams have been started again, or cannot be. */
    public void resume(Shard target) {
        synchronized (this) {
            paused.remove(target.path());
        }
        reconcile(target);
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
