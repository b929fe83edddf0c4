package io.shardgate.proxy.bootstrap;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.shardgate.proxy.config.ProxyConfig;
import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.health.HealthPoller;
import io.shardgate.serving.jdbc.Account;
import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.jdbc.ServerAccess;
import io.shardgate.serving.presence.ProxyPresence;
import io.shardgate.serving.schema.SchemaTracker;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.serving.snapshot.SnapshotSource;
import io.shardgate.serving.store.TopologyStore;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy with all that it needs in its process: the picture of the topology, the tracked schema, the tablets' health, the
 * proxy itself and its announcement. Starting and closing block.
 */
public final class ProxyNode implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProxyNode.class);

    private static final Duration FIRST_SNAPSHOT = Duration.ofSeconds(15);
    private static final Duration SCHEMA_POLL = Duration.ofSeconds(5);
    private static final Duration SCHEMA_PATIENCE = Duration.ofSeconds(5);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    /** Closed from the last one opened to the first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final Proxy proxy;
    private final SnapshotLoader snapshots;

    private ProxyNode(Deque<AutoCloseable> parts, Proxy proxy, SnapshotLoader snapshots) {
        this.parts.addAll(parts);
        this.proxy = proxy;
        this.snapshots = snapshots;
    }

    /**
     * Starts a proxy on a topology store, which stays the caller's.
     *
     * @param metrics where the proxy registers what it counts; stays the caller's
     * @throws IOException if the port cannot be listened on, or the topology cannot be read
     */
    public static ProxyNode start(
            ProxyConfig config, TopologyStore store, VindexRegistry vindexes, MeterRegistry metrics)
            throws IOException, InterruptedException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            SnapshotLoader snapshots = opened(parts, SnapshotLoader.start(store, vindexes, Clock.systemUTC()));
            if (!snapshots.awaitFirst(FIRST_SNAPSHOT)) {
                throw new IOException("the topology could not be read within " + FIRST_SNAPSHOT.toSeconds()
                        + " s from " + config.topology().adminUrl() + ": "
                        + snapshots
                                .findStaleness()
                                .map(SnapshotSource.Staleness::why)
                                .orElse("no answer")
                        + "; is the admin process running?");
            }
            Account account = new Account(
                    config.backend().user(), config.backend().password().value());
            ServerAccess access = new ServerAccess(account, account, account, ServerAccess.Tls.PREFERRED);
            JdbcPools jdbc = opened(parts, new JdbcPools(access, JdbcPools.Settings.DEFAULT));
            SnapshotSource.Subscription retaining = opened(
                    parts,
                    snapshots.subscribe(
                            (before, current) -> jdbc.retain(current.topology().tablets())));
            assert retaining != null;
            SchemaTracker tracker =
                    opened(parts, SchemaTracker.start(snapshots, jdbc, SCHEMA_POLL, snapshots::schemasChanged));
            HealthPoller health = opened(
                    parts,
                    HealthPoller.start(snapshots, jdbc, config.health().poll(), HEALTH_TIMEOUT, Clock.systemUTC()));
            ExecutorService reloads = Executors.newCachedThreadPool(new DefaultThreadFactory("shardgate-reload", true));
            parts.push(reloads::shutdownNow);

            Sequences sequences = opened(
                    parts,
                    new Sequences(snapshots, store, jdbc, config.topology().cell()));

            Collaborators collaborators =
                    new Collaborators(health, sequences, schemaChanges(tracker, snapshots, reloads), metrics);
            Proxy proxy = opened(parts, Proxy.start(config, snapshots, collaborators));
            InetSocketAddress address = proxy.address();
            String where = address.getHostString() + ":" + address.getPort();
            opened(
                    parts,
                    ProxyPresence.announce(
                            store,
                            where + "-" + UUID.randomUUID(),
                            config.topology().cell(),
                            where,
                            snapshots,
                            tracker::versionInForce,
                            proxy::oldestRunningVersion));
            return new ProxyNode(parts, proxy, snapshots);
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeAll(parts);
            throw e;
        }
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    /** A table that could not be read again is read by the next poll; the statement that changed it has succeeded. */
    private static SchemaChanges schemaChanges(
            SchemaTracker tracker, SnapshotLoader snapshots, ExecutorService reloads) {
        return (keyspace, known) -> reloads.execute(() -> {
            try {
                tracker.reload(keyspace);
                if (!snapshots.awaitTold(SCHEMA_PATIENCE)) {
                    log.warn("changed tables are not in force yet keyspace={}", keyspace);
                }
            } catch (SqlErrorException e) {
                log.warn("tables could not be read again keyspace={} cause={}", keyspace, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                known.run();
            }
        });
    }

    public Proxy proxy() {
        return proxy;
    }

    /** The picture of the topology that this proxy serves by. */
    public SnapshotSource snapshots() {
        return snapshots;
    }

    /** Lets clients finish, within the configured time, and ends everything. */
    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("a part of the proxy did not end cleanly part={}", part, e);
            }
        }
    }
}
