package io.shardgate.serving.schema;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the schema of every keyspace as its serving shards' primaries have it: read when a keyspace appears, polled by a cheap
 * checksum, and read at once on {@link #reload}.
 *
 * <p>A keyspace whose servers cannot be asked keeps the schema that it last had. Rounds run one at a time; within one the
 * shards are asked in parallel. Safe for all threads.
 */
public final class SchemaTracker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SchemaTracker.class);
    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(10);
    private static final int PARALLEL_SHARDS = 8;

    private final SnapshotSource snapshots;
    private final JdbcPools pools;
    private final Consumer<Map<String, KeyspaceSchema>> publish;
    private final ScheduledExecutorService rounds;
    private final ExecutorService workers;
    private final SnapshotSource.Subscription subscription;
    private final AtomicBoolean roundIsQueued = new AtomicBoolean();

    private final ReentrantLock round = new ReentrantLock();
    // Guarded by round.
    private final Map<String, DatabaseSchemaReader.Read> lastRead = new HashMap<>();
    private final Map<String, KeyspaceSchema> schemas = new TreeMap<>();
    private final Map<String, List<String>> problemsByKeyspace = new TreeMap<>();
    private final Map<String, Long> readChanges = new HashMap<>();
    private Map<String, KeyspaceSchema> lastPublished = Map.of();

    private volatile Progress progress = new Progress(Map.of(), Map.of());
    private final AtomicLong versionInForce = new AtomicLong();
    private volatile Map<String, List<String>> problems = Map.of();
    private volatile boolean closed;

    private SchemaTracker(
            SnapshotSource snapshots, JdbcPools pools, Duration poll, Consumer<Map<String, KeyspaceSchema>> publish) {
        this.snapshots = snapshots;
        this.pools = pools;
        this.publish = publish;
        this.rounds = Executors.newSingleThreadScheduledExecutor(work -> thread(work, "schema-tracker"));
        this.workers = Executors.newFixedThreadPool(PARALLEL_SHARDS, work -> thread(work, "schema-reader"));
        this.subscription = snapshots.subscribe((previous, current) -> {
            if (!previous.topology().saysTheSameAs(current.topology())) {
                soon();
            }
        });
        rounds.scheduleWithFixedDelay(this::guardedRound, poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Begins to track.
     *
     * @param publish takes all known schemas whenever one has changed, such as {@code SnapshotLoader::schemasChanged}
     */
    public static SchemaTracker start(
            SnapshotSource snapshots, JdbcPools pools, Duration poll, Consumer<Map<String, KeyspaceSchema>> publish) {
        SchemaTracker tracker = new SchemaTracker(snapshots, pools, poll, publish);
        tracker.soon();
        return tracker;
    }

    /**
     * Reads a keyspace's schema now, as after a DDL statement, and publishes it before it returns.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNKNOWN_DATABASE, or SCHEMA_UNKNOWN if a shard could not be asked
     */
    public void reload(String keyspace) {
        ServingSnapshot snapshot = snapshots.current();
        if (!snapshot.hasKeyspace(keyspace)) {
            throw SqlError.UNKNOWN_DATABASE.exception(keyspace);
        }
        round.lock();
        try {
            Optional<String> failure = takeIn(keyspace, askShards(snapshot.topology(), keyspace));
            publishIfChanged();
            noteRead(snapshot.topology(), Set.of(keyspace));
            failure.ifPresent(why -> {
                throw SqlError.SCHEMA_UNKNOWN.exception(keyspace, why);
            });
        } finally {
            round.unlock();
        }
    }

    /**
     * What has been read.
     *
     * @param readChanges by keyspace, how many changes by commands were seen before the tables were last read
     */
    private record Progress(Map<String, Long> readChanges, Map<String, KeyspaceSchema> published) {}

    /**
     * The newest version of the snapshots that is in force with its tables: from the snapshot in which a command has changed
     * tables it stands still until they were read again and are in the current snapshot. What a proxy acknowledges.
     *
     * <p>A shard that cannot be asked does not hold it up, since its queries fail anyway. Needs a {@code publish} that puts
     * the schemas into the snapshots.
     */
    public long versionInForce() {
        Progress seen = progress;
        ServingSnapshot snapshot = snapshots.current();
        boolean isRead = snapshot.topology().keyspaces().stream()
                .allMatch(keyspace -> seen.readChanges().getOrDefault(keyspace.name(), 0L) >= keyspace.schemaChanges());
        return isRead && snapshot.schemas().equals(seen.published())
                ? versionInForce.accumulateAndGet(snapshot.version(), Math::max)
                : versionInForce.get();
    }

    /** Called with {@code round} held, after the answers were taken in and published. */
    private void noteRead(ServingTopology topology, Set<String> keyspaces) {
        topology.keyspaces().stream()
                .filter(keyspace -> keyspaces.contains(keyspace.name()))
                .forEach(keyspace -> readChanges.put(keyspace.name(), keyspace.schemaChanges()));
        progress = new Progress(Map.copyOf(readChanges), lastPublished);
    }

    /** By keyspace, what an operator should know: shards that differ or could not be asked. Keyspaces without are left out. */
    public Map<String, List<String>> problems() {
        return problems;
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        rounds.shutdownNow();
        workers.shutdownNow();
    }

    private void soon() {
        if (!closed && roundIsQueued.compareAndSet(false, true)) {
            try {
                rounds.execute(this::guardedRound);
            } catch (RejectedExecutionException e) {
                log.debug("news came after the tracker was closed", e);
            }
        }
    }

    private void guardedRound() {
        roundIsQueued.set(false);
        round.lock();
        try {
            if (!closed) {
                runRound();
            }
        } catch (RejectedExecutionException e) {
            log.debug("a round of schema tracking met the end of the tracker", e);
        } catch (RuntimeException e) {
            // The schedule would end with the exception.
            log.error("a round of schema tracking failed; the schemas stay as they were", e);
        } finally {
            round.unlock();
        }
    }

    private void runRound() {
        ServingTopology topology = snapshots.current().topology();
        Set<String> keyspaces = new TreeSet<>();
        topology.keyspaces().forEach(keyspace -> keyspaces.add(keyspace.name()));
        schemas.keySet().retainAll(keyspaces);
        problemsByKeyspace.keySet().retainAll(keyspaces);
        lastRead.keySet()
                .retainAll(
                        topology.tablets().stream().map(SchemaTracker::readKey).collect(Collectors.toSet()));
        // All are asked before any answer is awaited, so that a dead server delays a round once and not once a
        // keyspace.
        Map<String, Asked> asked = new TreeMap<>();
        for (Keyspace keyspace : topology.keyspaces()) {
            asked.put(keyspace.name(), askShards(topology, keyspace.name()));
        }
        asked.forEach(this::takeIn);
        publishIfChanged();
        readChanges.keySet().retainAll(keyspaces);
        noteRead(topology, keyspaces);
    }

    private void publishIfChanged() {
        problems = Collections.unmodifiableMap(new TreeMap<>(problemsByKeyspace));
        Map<String, KeyspaceSchema> now = Collections.unmodifiableMap(new TreeMap<>(schemas));
        if (!now.equals(lastPublished)) {
            lastPublished = now;
            publish.accept(now);
        }
    }

    /** A shard's primary, and what it will answer. */
    private record Question(Tablet primary, Future<DatabaseSchemaReader.Read> answer) {}

    /** What was asked of the shards of one keyspace, and which could not even be asked. */
    private record Asked(SortedMap<ShardName, Question> questions, List<String> failures) {}

    /** Called with {@code round} held. */
    private Asked askShards(ServingTopology topology, String keyspace) {
        Asked asked = new Asked(new TreeMap<>(), new ArrayList<>());
        for (ShardName shard : servingShards(topology, keyspace)) {
            Optional<Tablet> primary = topology.findPrimary(keyspace, shard);
            if (primary.isPresent()) {
                asked.questions().put(shard, new Question(primary.get(), workers.submit(ask(primary.get()))));
            } else {
                asked.failures().add("shard " + shard + " has no primary");
            }
        }
        if (asked.questions().isEmpty() && asked.failures().isEmpty()) {
            asked.failures().add("it has no serving shard");
        }
        return asked;
    }

    /**
     * Takes the answers in; gives why the keyspace's schema could not be renewed, if it could not. Called with {@code round}
     * held.
     *
     * <p>While a shard does not answer the schema stays as it was. If there was none, those that answer speak for all: better
     * than a keyspace of which nothing is known because one of its servers is down.
     */
    private Optional<String> takeIn(String keyspace, Asked asked) {
        SortedMap<ShardName, KeyspaceSchema> schemasByShard = new TreeMap<>();
        asked.questions().forEach((shard, question) -> collect(shard, question, schemasByShard, asked.failures()));
        List<String> failures = asked.failures();
        boolean isComplete = failures.isEmpty();
        if (!isComplete && (schemas.containsKey(keyspace) || schemasByShard.isEmpty())) {
            note(keyspace, failures);
            return Optional.of(String.join("; ", failures));
        }
        ShardSchemas.Merged merged =
                ShardSchemas.merge(keyspace, schemasByShard, schemas.getOrDefault(keyspace, KeyspaceSchema.EMPTY));
        schemas.put(keyspace, merged.schema());
        List<String> all = new ArrayList<>(failures);
        all.addAll(merged.problems());
        note(keyspace, all);
        return isComplete ? Optional.empty() : Optional.of(String.join("; ", failures));
    }

    private void collect(
            ShardName shard, Question question, SortedMap<ShardName, KeyspaceSchema> answers, List<String> failures) {
        try {
            DatabaseSchemaReader.Read read = question.answer().get();
            lastRead.put(readKey(question.primary()), read);
            answers.put(shard, read.schema());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            failures.add("shard " + shard + " could not be asked: " + (cause == null ? e : cause).getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add("interrupted while shard " + shard + " was asked");
        }
    }

    private Callable<DatabaseSchemaReader.Read> ask(Tablet primary) {
        DatabaseSchemaReader.Read known = lastRead.get(readKey(primary));
        return () -> {
            try (Connection connection = pools.connection(primary, ServerAccess.Role.APP, SERVER_TIMEOUT)) {
                DatabaseSchemaReader reader = new DatabaseSchemaReader(connection, primary.database());
                return known != null && known.checksum().equals(reader.checksum()) ? known : reader.read();
            } catch (SQLException e) {
                log.debug("a shard's schema could not be read tablet={}", primary.alias(), e);
                throw e;
            }
        };
    }

    private static String readKey(Tablet tablet) {
        return tablet.alias() + " " + tablet.address() + " " + tablet.database();
    }

    /** Those to which queries for the primary go in any cell; before any is served, those that are marked as serving. */
    private static Set<ShardName> servingShards(ServingTopology topology, String keyspace) {
        Set<ShardName> serving = new TreeSet<>();
        for (SrvKeyspace srv : topology.servedTypes().cells(keyspace).values()) {
            srv.findPartition(TabletType.PRIMARY).map(ServedPartition::shards).ifPresent(serving::addAll);
        }
        if (serving.isEmpty()) {
            topology.shards(keyspace).stream()
                    .filter(Shard::isPrimaryServing)
                    .map(Shard::name)
                    .forEach(serving::add);
        }
        return serving;
    }

    private void note(String keyspace, List<String> now) {
        List<String> before =
                now.isEmpty() ? problemsByKeyspace.remove(keyspace) : problemsByKeyspace.put(keyspace, now);
        if (!now.equals(before) && !now.isEmpty()) {
            log.warn("the tracked schema has problems keyspace={}: {}", keyspace, String.join("; ", now));
        }
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
