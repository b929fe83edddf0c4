package io.shardgate.admin.command;

import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.workflow.StreamPlans;
import io.shardgate.resharding.workflow.Streams;
import io.shardgate.serving.health.HealthView;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.presence.ProxyRecord;
import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.repository.TopologyKeys;
import io.shardgate.serving.repository.TopologyRepository;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What commands work on: the topology, the servers, and the proxies that must hear of changes. Safe for all threads; blocks.
 *
 * <p>Everything in it stays its creator's to close.
 *
 * @param snapshots this process's own, which follow the store as the proxies' do
 * @param tables tracks by the same snapshots
 * @param streams filtered replication, by the same snapshots
 */
public record ControlPlane(
        TopologyRepository repository,
        JdbcPools pools,
        VindexRegistry vindexes,
        SnapshotSource snapshots,
        KeyspaceTables tables,
        Streams streams,
        HealthView health,
        Settings settings) {

    /** The name of the lock under which tablets are registered, so that no server is registered twice. */
    static final String TABLETS_LOCK = "tablets";

    private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOCK_LIFE = Duration.ofSeconds(10);
    private static final Duration LOCK_WAIT = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 10;

    /**
     * How commands behave in this process.
     *
     * @param holder who this process is, for those who wait for a lock that it holds
     * @param acknowledgeTimeout how long a command waits until all proxies have seen what it changed
     */
    public record Settings(String holder, Duration acknowledgeTimeout, Clock clock) {}

    /** The topology as it is in the store now. */
    ServingTopology topology() {
        return repository.read().topology();
    }

    /**
     * Changes a keyspace while nobody else does: the body runs with the keyspace's lock held.
     *
     * @param action what for, to be told to those who wait
     */
    void withKeyspaceLocked(String keyspace, String action, Consumer<StoreLock> body) {
        // A name that cannot be one is refused in the words for names, not in those for keys of the store.
        withLock(TopologyKeys.keyspaceLock(new Keyspace(keyspace).name()), action, body);
    }

    /** As {@link #withKeyspaceLocked}, but nothing is done if somebody else has the lock. */
    void withKeyspaceLockedIfFree(String keyspace, String action, Consumer<StoreLock> body) {
        try (StoreLock lock = lock(TopologyKeys.keyspaceLock(keyspace), action, Duration.ZERO)) {
            body.accept(lock);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.CONFLICT) {
                throw e;
            }
        }
    }

    private StoreLock lock(String name, String action, Duration wait) {
        StoreLock.Holder holder = new StoreLock.Holder(
                settings.holder(), action, settings.clock().instant().toString());
        return StoreLock.acquire(repository.store(), name, holder, LOCK_LIFE, wait);
    }

    void withLock(String name, String action, Consumer<StoreLock> body) {
        try (StoreLock lock = lock(name, action, LOCK_WAIT)) {
            body.accept(lock);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.CONFLICT) {
                throw CommandException.failed(e.getMessage() + "; try again when that has ended", e);
            }
            throw e;
        }
    }

    /** Writes what the change asks for while the keyspace is locked; gives the revision that proxies must have seen. */
    long updateLocked(String keyspace, String action, Consumer<Mutation> change) {
        long[] revision = new long[1];
        withKeyspaceLocked(
                keyspace,
                action,
                lock -> revision[0] = repository.update(mutation -> change.accept(mutation.under(lock))));
        return revision[0];
    }

    /**
     * Waits until this process and every live proxy work by what was written.
     *
     * @throws CommandException naming those that do not in time; what was written stays
     */
    void awaitSeen(long revision) {
        awaitSeen(revision, settings.acknowledgeTimeout());
    }

    /** As {@link #awaitSeen(long)}, for at most a time of the caller's. */
    void awaitSeen(long revision, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (snapshots.current().version() < revision) {
                if (System.nanoTime() >= deadline) {
                    String why = snapshots
                            .findStaleness()
                            .map(SnapshotSource.Staleness::why)
                            .orElse("it is still reading");
                    throw notSeen("the admin process itself (" + why + ")", atMost);
                }
                Thread.sleep(LOOK_MILLIS);
            }
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            List<ProxyRecord> behind = new LiveProxies(repository.store()).awaitAcknowledged(revision, left);
            if (!behind.isEmpty()) {
                throw notSeen(
                        behind.stream()
                                .map(proxy -> "proxy " + proxy.id() + " at " + proxy.address())
                                .collect(Collectors.joining(", ")),
                        atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted while waiting for the proxies; the change itself is stored", e);
        }
    }

    private static CommandException notSeen(String who, Duration atMost) {
        return CommandException.failed("the change is stored, but not in force everywhere: within "
                + atMost.toMillis() + " ms it did not reach " + who
                + ". It takes effect there as soon as that process reads the topology again; see its log");
    }

    /** Tells everybody who tracks the keyspace's tables that they have changed, and tracks them anew here. */
    void schemaChanged(String keyspace, CommandOutput out) {
        long revision = repository.update(mutation ->
                mutation.put(requireKeyspace(mutation.topology(), keyspace).withSchemaChanged()));
        awaitSeen(revision);
        try {
            tables.readNow(keyspace);
        } catch (SqlErrorException e) {
            out.note("warning: the change is made, but the tables could not be read again: " + e.getMessage());
        }
    }

    static Keyspace requireKeyspace(ServingTopology topology, String name) {
        return topology.findKeyspace(name).orElseThrow(() -> {
            List<String> names =
                    topology.keyspaces().stream().map(Keyspace::name).toList();
            return CommandException.failed("keyspace " + name + " does not exist"
                    + (names.isEmpty()
                            ? "; create it with CreateKeyspace " + name
                            : Similar.hint(name, names) + "; the keyspaces are " + String.join(", ", names)));
        });
    }

    static Shard requireShard(ServingTopology topology, ShardPath path) {
        requireKeyspace(topology, path.keyspace());
        return topology.findShard(path.keyspace(), path.shard()).orElseThrow(() -> {
            Collection<Shard> shards = topology.shards(path.keyspace());
            return CommandException.failed("shard " + path + " does not exist; "
                    + (shards.isEmpty()
                            ? "create it with CreateShard " + path
                            : "the shards of " + path.keyspace() + " are "
                                    + shards.stream()
                                            .map(shard -> shard.name().name())
                                            .collect(Collectors.joining(", "))));
        });
    }

    static Tablet requireTablet(ServingTopology topology, TabletAlias alias) {
        return topology.findTablet(alias)
                .orElseThrow(() -> CommandException.failed(
                        "tablet " + alias + " does not exist; ListAllTablets shows those that do"));
    }

    static Tablet requirePrimary(ServingTopology topology, Shard shard) {
        return topology.findPrimary(shard.keyspace(), shard.name())
                .orElseThrow(() -> CommandException.failed(
                        "shard " + shard.path() + " has no master; choose one with InitShardMaster -force "
                                + shard.path() + " <tablet alias>"));
    }

    static void requireCell(ServingTopology topology, String cell) {
        if (topology.findCell(cell).isEmpty()) {
            List<String> names = topology.cells().stream().map(Cell::name).toList();
            throw CommandException.failed("cell " + cell + " does not exist"
                    + (names.isEmpty() ? "" : "; the cells are " + String.join(", ", names))
                    + "; AddCellInfo " + cell + " adds it");
        }
    }

    /**
     * Waits until the keyspace's tables in the current snapshot, by which streams are started, are those that its servers have
     * now.
     *
     * @return their layouts
     */
    List<TableLayout> awaitTables(String keyspace) throws InterruptedException {
        KeyspaceSchema now = tables().readNow(keyspace);
        long deadline = System.nanoTime() + SCHEMA_PATIENCE.toNanos();
        while (snapshots().current().findSchema(keyspace).filter(now::equals).isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw CommandException.failed(
                        "the changed tables of " + keyspace + " are not known yet; run the command again");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return StreamPlans.layouts(snapshots().current(), keyspace, now);
    }
}
