package io.shardgate.resharding.workflow;

import io.shardgate.resharding.ReshardingException;
import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.stream.StreamTarget;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SourceShard;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.model.KeyspaceVSchema;
import io.shardgate.vschema.model.TableVSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which rows go from which server to which, by a snapshot and the tables that the servers have. */
public final class StreamPlans {

    private StreamPlans() {}

    /**
     * The layouts of all tables of a keyspace.
     *
     * @throws ReshardingException naming every reason why one of them cannot be copied
     */
    public static List<TableLayout> layouts(ServingSnapshot snapshot, String keyspace, KeyspaceSchema schema) {
        List<String> problems = new ArrayList<>();
        List<TableLayout> layouts = layouts(snapshot, keyspace, schema, problems);
        if (!problems.isEmpty()) {
            throw new ReshardingException(String.join("\n", problems));
        }
        return layouts;
    }

    /**
     * The layouts of the tables that can be copied.
     *
     * @param problems gets every reason why one of them cannot
     */
    public static List<TableLayout> layouts(
            ServingSnapshot snapshot, String keyspace, KeyspaceSchema schema, List<String> problems) {
        KeyspaceVSchema vschema = snapshot.vschema().keyspace(keyspace);
        if (!vschema.sharded()) {
            problems.add("the VSchema of keyspace " + keyspace + " does not say how its rows are divided among shards:"
                    + " apply one with \"sharded\": true");
        }
        List<TableLayout> layouts = new ArrayList<>();
        for (TableSchema table : schema.tables().values()) {
            if (table.kind() == TableSchema.Kind.VIEW || !vschema.sharded()) {
                continue;
            }
            Optional<TableVSchema> known = vschema.findTable(table.name());
            if (known.isEmpty()) {
                problems.add("table " + table.name() + " is not in the VSchema: add it with ApplyVSchema, or drop it");
            } else {
                TableLayout.of(table, known.get(), problems).ifPresent(layouts::add);
            }
        }
        if (problems.isEmpty() && layouts.isEmpty()) {
            problems.add("keyspace " + keyspace + " has no tables");
        }
        return layouts;
    }

    /**
     * One way between two shards.
     *
     * @throws ReshardingException if one of them has no master
     */
    public static StreamTarget between(
            ServingTopology topology, Shard source, Shard target, KeyRange range, List<TableLayout> tables) {
        return new StreamTarget(
                primary(topology, source), source.path(), primary(topology, target), target.path(), range, tables);
    }

    private static Tablet primary(ServingTopology topology, Shard shard) {
        return topology.findPrimary(shard.keyspace(), shard.name())
                .orElseThrow(() -> new ReshardingException(
                        "shard " + shard.path() + " has no master; choose one with InitShardMaster -force "
                                + shard.path() + " <tablet alias>"));
    }

    /** The streams that fill a shard, as its sources say. */
    public static List<StreamTarget> of(ServingSnapshot snapshot, Shard target, KeyspaceSchema schema) {
        List<TableLayout> tables = layouts(snapshot, target.keyspace(), schema);
        List<StreamTarget> streams = new ArrayList<>();
        for (SourceShard source : target.sources()) {
            Shard from = snapshot.topology()
                    .findShard(source.keyspace(), source.shard())
                    .orElseThrow(() -> new ReshardingException("the source " + source.keyspace() + "/" + source.shard()
                            + " of " + target.path() + " does not exist any more"));
            streams.add(between(snapshot.topology(), from, target, source.keyRange(), tables));
        }
        return streams;
    }
}
