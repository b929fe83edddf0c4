package io.shardgate.admin.command;

import io.shardgate.serving.jdbc.JdbcPools;
import io.shardgate.serving.schema.SchemaTracker;
import io.shardgate.serving.snapshot.SnapshotLoader;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The tables of all keyspaces as this process tracks them, for its snapshots and for commands. Safe for all threads. */
public final class KeyspaceTables implements AutoCloseable {

    private final SnapshotLoader snapshots;
    private final SchemaTracker tracker;
    private volatile Map<String, KeyspaceSchema> latest = Map.of();

    private KeyspaceTables(SnapshotLoader snapshots, JdbcPools pools, Duration poll) {
        this.snapshots = snapshots;
        this.tracker = SchemaTracker.start(snapshots, pools, poll, this::take);
    }

    /** Begins to track the keyspaces of the snapshots, and puts what it finds into them. */
    public static KeyspaceTables track(SnapshotLoader snapshots, JdbcPools pools, Duration poll) {
        return new KeyspaceTables(snapshots, pools, poll);
    }

    private void take(Map<String, KeyspaceSchema> schemas) {
        latest = schemas;
        snapshots.schemasChanged(schemas);
    }

    /**
     * The keyspace's tables as its servers have them at this moment. The snapshots follow a little later.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException if the keyspace is not there, or a shard cannot be asked
     */
    KeyspaceSchema readNow(String keyspace) {
        tracker.reload(keyspace);
        return latest.getOrDefault(keyspace, KeyspaceSchema.EMPTY);
    }

    /** By keyspace, what an operator should know: shards that differ or could not be asked. */
    public Map<String, List<String>> problems() {
        return tracker.problems();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
