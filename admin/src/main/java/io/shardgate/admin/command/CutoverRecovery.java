package io.shardgate.admin.command;

import io.shardgate.admin.replication.ReplicationServer;
import io.shardgate.resharding.stream.StreamRecord;
import io.shardgate.serving.store.StoreException;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.Tablet;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends cutovers that an admin process has left half done when it died: what had not changed the map yet is undone, what had
 * is completed. Blocks; to be run when the process has started.
 */
public final class CutoverRecovery {

    private static final Logger log = LoggerFactory.getLogger(CutoverRecovery.class);
    private static final long RETRY_MILLIS = 1_000;

    private final ControlPlane control;

    public CutoverRecovery(ControlPlane control) {
        this.control = control;
    }

    /** Runs until no gate is closed that was closed when this process started, or the thread is interrupted. */
    public void run() throws InterruptedException {
        for (Gate gate : List.copyOf(control.topology().gates())) {
            while (!recover(gate)) {
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    private boolean recover(Gate gate) {
        try {
            control.withKeyspaceLocked(gate.keyspace(), "end of a cutover that was interrupted", lock -> {
                ServingTopology topology = control.topology();
                if (topology.findGate(gate.keyspace()).filter(gate::equals).isPresent()) {
                    recover(gate, topology, lock);
                }
            });
            return true;
        } catch (CommandException | StoreException e) {
            log.warn(
                    "a cutover that was interrupted cannot be ended yet keyspace={} cause={}",
                    gate.keyspace(),
                    e.getMessage());
            return false;
        }
    }

    private void recover(Gate gate, ServingTopology topology, StoreLock lock) {
        List<Shard> involved = topology.shards(gate.keyspace()).stream()
                .filter(shard -> shard.keyRange().overlaps(gate.range()))
                .toList();
        List<Shard> serving = involved.stream().filter(Shard::isPrimaryServing).toList();
        for (Shard shard : serving) {
            Tablet primary = ControlPlane.requirePrimary(topology, shard);
            try (ReplicationServer server = ReplicationServer.connect(control.pools(), primary)) {
                // Not yet moved: as if nothing had been. Moved: they were writable before the map changed.
                server.becomeWritable();
                StreamRecord.createTables(server.connection());
                for (Shard other : involved) {
                    // A shard that serves is filled from nowhere, and a later copy must not find that it was.
                    StreamRecord.remove(server.connection(), shard.path(), other.path());
                }
            } catch (SQLException e) {
                throw CommandException.failed(String.valueOf(e.getMessage()), e);
            }
        }
        control.repository().update(mutation -> mutation.under(lock).removeGate(gate.keyspace()));
        log.info(
                "a cutover that was interrupted has ended keyspace={} master={} reason={}",
                gate.keyspace(),
                Overlap.names(serving),
                gate.reason());
    }
}
