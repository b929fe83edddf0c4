package io.shardgate.admin.command;

import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.key.KeyRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends cutovers that nobody is at any more, because the admin process has died or a server did not answer: what had not
 * changed the map yet is undone, what had is completed. Blocks; to be run for as long as the process lives.
 */
public final class CutoverRecovery {

    private static final Logger log = LoggerFactory.getLogger(CutoverRecovery.class);
    private static final long LOOK_MILLIS = 1_000;

    private final ControlPlane control;

    public CutoverRecovery(ControlPlane control) {
        this.control = control;
    }

    /** Runs until the thread is interrupted. */
    public void run() throws InterruptedException {
        while (true) {
            for (Gate gate : control.snapshots().current().topology().gates()) {
                recover(gate);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void recover(Gate gate) {
        try {
            // A cutover that somebody is at has the lock.
            control.withKeyspaceLockedIfFree(
                    gate.keyspace(), "end of a cutover that was interrupted", lock -> end(gate.keyspace(), lock));
        } catch (CommandException | StoreException e) {
            log.warn(
                    "a cutover that was interrupted cannot be ended yet keyspace={} cause={}",
                    gate.keyspace(),
                    e.getMessage());
        } catch (RuntimeException e) {
            // Whatever it is, statements wait, and it may pass.
            log.error("a cutover that was interrupted cannot be ended keyspace={}", gate.keyspace(), e);
        }
    }

    /**
     * Ends what an earlier command has left, before another one closes the gate: it would else be forgotten with the other's.
     *
     * @throws CommandException if it cannot be ended yet
     */
    void requireEnded(String keyspace, StoreLock lock) {
        try {
            end(keyspace, lock);
        } catch (CommandException e) {
            throw CommandException.failed(
                    "statements of keyspace " + keyspace + " still wait for the end of an earlier command: "
                            + e.getMessage() + "\nThat is tried again until it succeeds; run this command afterwards."
                            + " Nothing was changed.",
                    e);
        }
    }

    /**
     * Ends a keyspace's cutover and opens its gate; nothing is done if the gate is open.
     *
     * @throws CommandException if a server that has to be changed cannot be; the gate is still closed then
     */
    void end(String keyspace, StoreLock lock) {
        ServingTopology topology = control.topology();
        topology.findGate(keyspace).ifPresent(gate -> end(gate, topology, lock));
    }

    private void end(Gate gate, ServingTopology topology, StoreLock lock) {
        List<Shard> involved = topology.shards(gate.keyspace()).stream()
                .filter(shard -> shard.keyRange().overlaps(gate.range()))
                .toList();
        List<Shard> serving = involved.stream()
                .filter(Shard::isPrimaryServing)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        List<Shard> lost = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Shard shard : serving) {
            try {
                release(topology, shard, involved);
            } catch (SQLException e) {
                lost.add(shard);
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!lost.isEmpty()) {
            KeyRange waiting = openBeside(lost, gate, lock);
            involved.stream()
                    .filter(shard -> !shard.keyRange().overlaps(waiting))
                    .forEach(control.streams()::resume);
            throw CommandException.failed(String.join("\n", problems));
        }
        control.repository().update(mutation -> mutation.under(lock).removeGate(gate.keyspace()));
        involved.forEach(control.streams()::resume);
        log.info(
                "a cutover that was interrupted has ended keyspace={} master={} reason={}",
                gate.keyspace(),
                Overlap.names(serving),
                gate.reason());
    }

    /** Shards whose servers are back serve again, while statements for the others wait. */
    private KeyRange openBeside(List<Shard> lost, Gate gate, StoreLock lock) {
        KeyRange range = new KeyRange(
                lost.get(0).keyRange().start(),
                lost.get(lost.size() - 1).keyRange().end());
        if (!range.equals(gate.range())) {
            control.repository()
                    .update(mutation -> mutation.under(lock).put(new Gate(gate.keyspace(), range, gate.reason())));
        }
        return range;
    }

    private void release(ServingTopology topology, Shard shard, List<Shard> involved) throws SQLException {
        Tablet primary = ControlPlane.requirePrimary(topology, shard);
        try (ReplicationServer server = ReplicationServer.connect(control.pools(), primary)) {
            server.becomeWritable();
            StreamRecord.createTables(server.connection());
            for (Shard other : involved) {
                // A shard that serves is filled from nowhere, and a later copy must not find that it was.
                StreamRecord.remove(server.connection(), shard.path(), other.path());
            }
        }
    }
}
