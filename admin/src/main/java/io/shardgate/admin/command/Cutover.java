package io.shardgate.admin.command;

import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.copy.ServerPosition;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.Chunk;
import io.shardgate.resharding.stream.FilteredReplication;
import io.shardgate.resharding.stream.Position;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.resharding.workflow.StreamPlans;
import io.shardgate.serving.presence.LiveProxies;
import io.shardgate.serving.repository.Mutation;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.ShardName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the master of the shards that serve to those that were filled from them. Used once, with the keyspace's lock held.
 *
 * <p>The gate keeps new statements in the proxies meanwhile. Until the map has changed everything can be undone, and is
 * when something fails; after that it can only be completed. Where that fails too, {@link CutoverRecovery} goes on.
 */
final class Cutover {

    private static final Logger log = LoggerFactory.getLogger(Cutover.class);

    /** The whole has to end before statements have waited for too long in the proxies. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private static final Duration CATCH_UP = Duration.ofSeconds(3);
    private static final Duration NEAR = Duration.ofMillis(500);

    /** What is settled for where writers are so fast that it never gets nearer: without them it takes less. */
    private static final Duration NEAR_ENOUGH = Duration.ofSeconds(2);

    /** What the waits of all steps add up to; the steps' own work takes milliseconds. */
    static final Duration LONGEST = DRAIN.multipliedBy(4).plus(CATCH_UP);

    private final ControlPlane control;
    private final StoreLock lock;
    private final Overlap overlap;
    private final CommandOutput out;
    private final String keyspace;
    private final Map<Shard, ReplicationServer> sources = new LinkedHashMap<>();
    private final Map<Shard, ReplicationServer> targets = new LinkedHashMap<>();

    Cutover(ControlPlane control, StoreLock lock, Overlap overlap, CommandOutput out) {
        this.control = control;
        this.lock = lock;
        this.overlap = overlap;
        this.out = out;
        this.keyspace = overlap.serving().get(0).keyspace();
    }

    /**
     * Moves the master.
     *
     * @param patience how long the destinations may take to catch up before anything is stopped
     * @param reverse whether changes are replicated back afterwards, so that the way back is open
     */
    void run(Duration patience, boolean reverse) {
        ServingTopology topology = control.topology();
        try {
            for (Shard source : overlap.serving()) {
                sources.put(
                        source,
                        ReplicationServer.connect(control.pools(), ControlPlane.requirePrimary(topology, source)));
            }
            for (Shard target : overlap.others()) {
                targets.put(
                        target,
                        ReplicationServer.connect(control.pools(), ControlPlane.requirePrimary(topology, target)));
            }
            // Asked now, as later the connections of the application's account are cut off, ours among them.
            List<TableLayout> wayBack = reverse ? tables() : List.of();
            comeNear(patience);
            awaitProxies();
            StepTimes steps = new StepTimes();
            stopAndCatchUp(wayBack, steps);
            complete(flip(topology, reverse), steps);
        } catch (SQLException | ReshardingException e) {
            throw CommandException.failed(e.getMessage() + "\nNothing was migrated.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failed("interrupted; ShowResharding and GetSrvKeyspace show how far it came", e);
        } finally {
            sources.values().forEach(Cutover::closeQuietly);
            targets.values().forEach(Cutover::closeQuietly);
        }
    }

    /**
     * Has every proxy show that it follows, by something harmless: one that has died is waited for until its lease has
     * ended, and that should not be while statements wait.
     */
    private void awaitProxies() {
        long revision = control.repository()
                .update(mutation -> mutation.under(lock)
                        .put(ControlPlane.requireKeyspace(mutation.topology(), keyspace)
                                .withSchemaChanged()));
        try {
            control.awaitSeen(revision);
        } catch (CommandException e) {
            throw new ReshardingException("not every proxy follows the topology: " + e.getMessage(), e);
        }
    }

    /** @param wayBack the tables to be replicated back; none if the way back is not wanted */
    private void stopAndCatchUp(List<TableLayout> wayBack, StepTimes steps) throws SQLException, InterruptedException {
        boolean isDone = false;
        try {
            long revision = closeGate();
            awaitGate(revision);
            steps.ended("gate");
            new LiveProxies(control.repository().store()).awaitDrained(revision, DRAIN);
            steps.ended("drain");
            awaitTransactions();
            for (ReplicationServer source : sources.values()) {
                source.fence();
            }
            steps.ended("fence");
            catchUp(
                    System.nanoTime() + CATCH_UP.toNanos(),
                    " within " + CATCH_UP.toSeconds() + " s; the source goes on as before");
            steps.ended("catch-up");
            // All that the sources have has been applied, and nothing more can come.
            overlap.others().forEach(control.streams()::pause);
            if (!wayBack.isEmpty()) {
                prepareWayBack(wayBack);
            }
            steps.ended("destinations");
            isDone = true;
        } finally {
            if (!isDone) {
                undo();
            }
        }
    }

    private void awaitGate(long revision) {
        try {
            control.awaitSeen(revision, DRAIN);
        } catch (CommandException e) {
            throw new ReshardingException("not every proxy held its statements back: " + e.getMessage(), e);
        }
    }

    /** What has moved is made to work, now or, where a server is away, by whoever ends cutovers that were interrupted. */
    private void complete(long revision, StepTimes steps) {
        steps.ended("map");
        try {
            // Not before: a shard that was left by an earlier cutover has to stay closed if this one fails.
            for (Map.Entry<Shard, ReplicationServer> target : targets.entrySet()) {
                target.getValue().becomeWritable();
                for (Shard source : overlap.serving()) {
                    // What it knows of its source has no use any more, and must not be found by a later copy.
                    StreamRecord.remove(
                            target.getValue().connection(), target.getKey().path(), source.path());
                }
            }
        } catch (SQLException e) {
            throw CommandException.failed(
                    "the master has moved, but statements still wait: " + e.getMessage()
                            + "\nThis is tried again until it succeeds; nothing needs to be run again.",
                    e);
        }
        control.repository().update(mutation -> mutation.under(lock).removeGate(keyspace));
        steps.ended("opening");
        out.line("writes waited for " + steps.totalMillis() + " ms at most (" + steps + ")");
        overlap.others().forEach(control.streams()::resume);
        warnIfUnseen(revision, control.settings().acknowledgeTimeout());
    }

    /** The sources refuse what a proxy still sends there, so to go on loses nothing. */
    private void warnIfUnseen(long revision, Duration atMost) {
        try {
            control.awaitSeen(revision, atMost);
        } catch (CommandException e) {
            out.note("warning: " + e.getMessage());
        }
    }

    private List<TableLayout> tables() {
        return StreamPlans.layouts(
                control.snapshots().current(), keyspace, control.tables().readNow(keyspace));
    }

    /** The way back begins at what the destinations have now. */
    private void prepareWayBack(List<TableLayout> tables) throws SQLException {
        for (Map.Entry<Shard, ReplicationServer> source : sources.entrySet()) {
            Connection connection = source.getValue().connection();
            StreamRecord.createTables(connection);
            for (Map.Entry<Shard, ReplicationServer> target : targets.entrySet()) {
                String to = source.getKey().path();
                String from = target.getKey().path();
                StreamRecord.remove(connection, to, from);
                if (target.getKey().keyRange().overlaps(source.getKey().keyRange())) {
                    Position position = ServerPosition.read(
                            target.getValue().connection(), target.getValue().tablet());
                    StreamRecord.writePosition(connection, to, from, position.toString());
                    for (TableLayout table : tables) {
                        StreamRecord.writeChunk(connection, to, from, table.name(), Chunk.wholeTableDone());
                        StreamRecord.writeDefinition(connection, to, from, table);
                    }
                }
            }
        }
    }

    private long closeGate() {
        KeyRange range = new KeyRange(
                overlap.serving().get(0).keyRange().start(),
                overlap.serving().get(overlap.serving().size() - 1).keyRange().end());
        String reason = keyspace + " master moves from " + Overlap.names(overlap.serving()) + " to "
                + Overlap.names(overlap.others());
        return control.repository().update(mutation -> mutation.under(lock).put(new Gate(keyspace, range, reason)));
    }

    private void undo() {
        try {
            new CutoverRecovery(control).end(keyspace, lock);
        } catch (CommandException | StoreException e) {
            out.note("warning: " + e.getMessage() + "\nStatements wait until that server answers; this is tried again"
                    + " until it succeeds.");
        }
    }

    /** The destinations come so near that what is left takes only a part of the time that writes may wait. */
    private void comeNear(Duration patience) throws SQLException, InterruptedException {
        long start = System.nanoTime();
        long deadline = start + patience.toNanos();
        long settleAt = start + patience.toNanos() / 2;
        long begun;
        long wanted;
        do {
            begun = System.nanoTime();
            catchUp(deadline, " within " + patience.toSeconds() + " s; nothing was stopped");
            wanted = (begun < settleAt ? NEAR : NEAR_ENOUGH).toNanos();
        } while (System.nanoTime() - begun > wanted);
    }

    /**
     * Each destination gets all that each source has now.
     *
     * @param deadline on the clock of {@link System#nanoTime}
     */
    private void catchUp(long deadline, String inTime) throws SQLException, InterruptedException {
        Map<String, Position> wanted = new LinkedHashMap<>();
        for (Map.Entry<Shard, ReplicationServer> source : sources.entrySet()) {
            wanted.put(
                    source.getKey().path(),
                    ServerPosition.read(
                            source.getValue().connection(), source.getValue().tablet()));
        }
        for (Shard target : overlap.others()) {
            for (FilteredReplication stream : control.streams().of(target)) {
                Position position = wanted.get(stream.stream().sourcePath());
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (position != null && !stream.await(position, left)) {
                    throw new ReshardingException("filtered replication from "
                            + stream.stream().sourcePath() + " to " + target.path() + " did not catch up"
                            + inTime + " (lag " + stream.lagMillis() + " ms"
                            + (stream.problem().isEmpty() ? "" : ", " + stream.problem()) + ")");
                }
            }
        }
    }

    /** Transactions that were open when the gate closed may end by themselves, for a while. */
    private void awaitTransactions() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        for (ReplicationServer source : sources.values()) {
            while (source.openTransactions() > 0 && System.nanoTime() < deadline) {
                Thread.sleep(ReplicationServer.TRANSACTIONS_AGE.toMillis());
            }
        }
    }

    /** Changes the map in one write. The gate stays closed until all have seen it. */
    private long flip(ServingTopology before, boolean reverse) {
        long revision = control.repository().update(mutation -> flip(before, mutation.under(lock), reverse));
        out.line(keyspace + " master moved from " + Overlap.names(overlap.serving()) + " to "
                + Overlap.names(overlap.others()));
        warnIfUnseen(revision, DRAIN);
        return revision;
    }

    private void flip(ServingTopology topology, Mutation mutation, boolean reverse) {
        List<ShardName> leaving = overlap.serving().stream().map(Shard::name).toList();
        List<ShardName> entering = overlap.others().stream().map(Shard::name).toList();
        for (Shard shard : overlap.serving()) {
            Shard left = shard.withPrimaryServing(false);
            mutation.put(reverse ? left.withSources(overlap.reversed().sourcesOf(shard)) : left);
        }
        overlap.others()
                .forEach(shard -> mutation.put(shard.withPrimaryServing(true).withSources(List.of())));
        for (SrvKeyspace served : topology.servedTypes().cells(keyspace).values()) {
            SrvKeyspace changed = served;
            // Besides the master's, those of types of which there are no tablets, which nobody has migrated.
            for (ServedPartition partition : served.partitions()) {
                if (partition.shards().containsAll(leaving)) {
                    changed = changed.with(partition.replace(leaving, entering));
                }
            }
            mutation.put(changed);
        }
    }

    private static void closeQuietly(ReplicationServer server) {
        try {
            server.close();
        } catch (SQLException e) {
            log.debug(
                    "a connection could not be closed tablet={}",
                    server.tablet().alias(),
                    e);
        }
    }
}
