package io.shardgate.serving.repository;

import io.shardgate.serving.store.Change;
import io.shardgate.serving.store.StoreLock;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.topology.Cell;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.Tablet;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.VSchemaDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects what one command changes, to be written all or nothing. Confined to one thread.
 *
 * <p>{@link #topology()} stays as it was read. Each record that is put or removed must still be what it was; a command that
 * decided by other records too names them by {@link #depend}.
 */
public final class Mutation {

    private final TopologyView view;
    private final Map<String, StoredValue> stored;
    private final Map<String, Change> changes = new TreeMap<>();

    Mutation(TopologyView view, Map<String, StoredValue> stored) {
        this.view = view;
        this.stored = stored;
    }

    public ServingTopology topology() {
        return view.topology();
    }

    public VSchemaDefinition vschema() {
        return view.vschema();
    }

    public Mutation put(Cell cell) {
        return put(TopologyKeys.cell(cell.name()), TopologyJson.write(cell));
    }

    public Mutation put(Keyspace keyspace) {
        return put(TopologyKeys.keyspace(keyspace.name()), TopologyJson.write(keyspace));
    }

    public Mutation put(Shard shard) {
        return put(
                TopologyKeys.shard(shard.keyspace(), written(shard.keyspace(), shard.name())),
                TopologyJson.write(shard));
    }

    public Mutation put(Tablet tablet) {
        return put(TopologyKeys.tablet(tablet.alias()), TopologyJson.write(tablet));
    }

    public Mutation put(SrvKeyspace srv) {
        return put(TopologyKeys.srvKeyspace(srv.keyspace(), srv.cell()), TopologyJson.write(srv));
    }

    /** Closes a gate. */
    public Mutation put(Gate gate) {
        return put(TopologyKeys.gate(gate.keyspace()), TopologyJson.write(gate));
    }

    /** Opens the keyspace's gate. */
    public Mutation removeGate(String keyspace) {
        return remove(TopologyKeys.gate(keyspace));
    }

    public Mutation putVSchema(String keyspace, KeyspaceDefinition definition) {
        return put(TopologyKeys.vschema(keyspace), VSchemaJson.write(definition));
    }

    public Mutation putRoutingRules(RoutingRules rules) {
        return put(TopologyKeys.ROUTING_RULES, VSchemaJson.write(new VSchemaDefinition(Map.of(), rules)));
    }

    public Mutation removeCell(String cell) {
        return remove(TopologyKeys.cell(cell));
    }

    /** Removes the keyspace's own record, its VSchema, and what it serves in every cell; its shards stay. */
    public Mutation removeKeyspace(String keyspace) {
        topology().servedTypes().cells(keyspace).keySet().forEach(cell -> removeSrvKeyspace(keyspace, cell));
        return removeGate(keyspace).remove(TopologyKeys.vschema(keyspace)).remove(TopologyKeys.keyspace(keyspace));
    }

    public Mutation removeShard(String keyspace, ShardName shard) {
        return remove(TopologyKeys.shard(keyspace, written(keyspace, shard)));
    }

    public Mutation removeTablet(TabletAlias alias) {
        return remove(TopologyKeys.tablet(alias));
    }

    public Mutation removeSrvKeyspace(String keyspace, String cell) {
        return remove(TopologyKeys.srvKeyspace(keyspace, cell));
    }

    /** Writes only while the lock is held. */
    public Mutation under(StoreLock lock) {
        changes.put(lock.check().key(), lock.check());
        return this;
    }

    /** Writes only if the shard's record is still what {@link #topology()} shows, or still absent. */
    public Mutation depend(String keyspace, ShardName shard) {
        return depend(TopologyKeys.shard(keyspace, written(keyspace, shard)));
    }

    /** Writes only if what the keyspace serves in the cell is still what {@link #topology()} shows. */
    public Mutation dependOnServed(String keyspace, String cell) {
        return depend(TopologyKeys.srvKeyspace(keyspace, cell));
    }

    /** Writes only if the keyspace is still there. */
    public Mutation dependOnKeyspace(String keyspace) {
        return depend(TopologyKeys.keyspace(keyspace));
    }

    List<Change> changes() {
        return new ArrayList<>(changes.values());
    }

    private Mutation put(String key, String json) {
        StoredValue before = stored.get(key);
        if (before != null && before.value().equals(json)) {
            // Nothing to write, but it must still be so when the rest is written.
            changes.put(key, new Change.Check(key, before.revision()));
        } else {
            changes.put(key, new Change.Put(key, revisionOf(key), json));
        }
        return this;
    }

    private Mutation remove(String key) {
        StoredValue before = stored.get(key);
        changes.put(
                key, before == null ? new Change.Check(key, Change.ABSENT) : new Change.Delete(key, before.revision()));
        return this;
    }

    private Mutation depend(String key) {
        changes.putIfAbsent(key, new Change.Check(key, revisionOf(key)));
        return this;
    }

    private long revisionOf(String key) {
        StoredValue before = stored.get(key);
        return before == null ? Change.ABSENT : before.revision();
    }

    /** The name under which the shard is stored: {@code -80} and {@code 00-80} are one shard. */
    private ShardName written(String keyspace, ShardName shard) {
        return topology().findShard(keyspace, shard).map(Shard::name).orElse(shard);
    }
}
