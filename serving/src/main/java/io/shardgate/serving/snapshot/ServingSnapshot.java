package io.shardgate.serving.snapshot;

import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServedPartition;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import io.shardgate.serving.topology.SrvKeyspace;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.model.VSchema;
import io.shardgate.vschema.schema.KeyspaceSchema;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One picture of everything that decides where a query goes. Immutable, safe for all threads, and cheap to ask: nothing here
 * blocks.
 */
public final class ServingSnapshot {

    /** Before anything was read: there are no keyspaces. */
    public static final ServingSnapshot EMPTY = of(ServingTopology.EMPTY, VSchema.EMPTY, Map.of(), 0);

    private final ServingTopology topology;
    private final VSchema vschema;
    private final Map<String, KeyspaceSchema> schemas;
    private final long planningVersion;

    /** Only looked up in, so their order does not matter. */
    private final Map<ServedKey, ServedShards> served = new HashMap<>();

    private final Map<ShardKey, ResolvedShard> resolved = new HashMap<>();

    private record ServedKey(String keyspace, TabletType type, String cell) {}

    private record ShardKey(String keyspace, ShardName shard, TabletType type) {}

    private ServingSnapshot(
            ServingTopology topology, VSchema vschema, Map<String, KeyspaceSchema> schemas, long planningVersion) {
        this.topology = topology;
        this.vschema = vschema;
        this.schemas = Collections.unmodifiableMap(new TreeMap<>(schemas));
        this.planningVersion = planningVersion;
        for (Keyspace keyspace : topology.keyspaces()) {
            resolveShards(keyspace.name());
            resolveServed(keyspace.name());
        }
    }

    /**
     * A snapshot of these parts.
     *
     * @param schemas what is tracked, by keyspace
     * @param planningVersion differs from that of every snapshot with another VSchema or tracked schema
     */
    public static ServingSnapshot of(
            ServingTopology topology, VSchema vschema, Map<String, KeyspaceSchema> schemas, long planningVersion) {
        return new ServingSnapshot(topology, vschema, schemas, planningVersion);
    }

    private void resolveShards(String keyspace) {
        for (Shard shard : topology.shards(keyspace)) {
            for (TabletType type : TabletType.values()) {
                if (type.isServed()) {
                    resolved.put(
                            new ShardKey(keyspace, shard.name(), type),
                            new ResolvedShard(
                                    keyspace, shard.name(), type, topology.tablets(keyspace, shard.name(), type)));
                }
            }
        }
    }

    private void resolveServed(String keyspace) {
        for (SrvKeyspace srv : topology.servedTypes().cells(keyspace).values()) {
            for (ServedPartition partition : srv.partitions()) {
                List<ResolvedShard> shards = partition.shards().stream()
                        .map(shard -> resolvedOrEmpty(keyspace, shard, partition.type()))
                        .toList();
                served.put(new ServedKey(keyspace, partition.type(), srv.cell()), new ServedShards(shards));
            }
        }
    }

    /** A shard that is served but has no record is a shard without tablets: its queries fail, others' do not. */
    private ResolvedShard resolvedOrEmpty(String keyspace, ShardName shard, TabletType type) {
        ResolvedShard known = resolved.get(new ShardKey(keyspace, shard, type));
        return known != null ? known : new ResolvedShard(keyspace, shard, type, List.of());
    }

    /** The revision of the store that this snapshot shows. */
    public long version() {
        return topology.revision();
    }

    /** Part of a plan's key: changes when VSchema or tracked schema change, and only then. */
    public long planningVersion() {
        return planningVersion;
    }

    public ServingTopology topology() {
        return topology;
    }

    public VSchema vschema() {
        return vschema;
    }

    /** What is known of a keyspace's tables; empty while nothing could be read yet. */
    public Optional<KeyspaceSchema> findSchema(String keyspace) {
        return Optional.ofNullable(schemas.get(keyspace));
    }

    /** By keyspace, in the order of names. */
    public Map<String, KeyspaceSchema> schemas() {
        return schemas;
    }

    public boolean hasKeyspace(String keyspace) {
        return topology.findKeyspace(keyspace).isPresent();
    }

    /**
     * The shards that serve a keyspace to proxies of a cell.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNKNOWN_DATABASE, or NO_SERVED_SHARDS if no shards serve the type
     */
    public ServedShards served(String keyspace, TabletType type, String cell) {
        ServedShards shards = served.get(new ServedKey(keyspace, type, cell));
        if (shards != null) {
            return shards;
        }
        requireKeyspace(keyspace);
        throw SqlError.NO_SERVED_SHARDS.exception(keyspace, type.targetWord(), cell);
    }

    /**
     * A shard by name, whether it serves or not.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNKNOWN_DATABASE or SHARD_NOT_FOUND
     */
    public ResolvedShard shard(String keyspace, ShardName shard, TabletType type) {
        ResolvedShard known = resolved.get(new ShardKey(keyspace, shard, type));
        if (known != null) {
            return known;
        }
        requireKeyspace(keyspace);
        throw SqlError.SHARD_NOT_FOUND.exception(keyspace, shard, keyspace);
    }

    /** Whether any gate is closed, so that it is worth asking further. */
    public boolean hasGates() {
        return !topology.gates().isEmpty();
    }

    /** Any of these shards, of which there is at least one: the first whose gate is open, if one is. */
    public ResolvedShard anyOf(List<ResolvedShard> shards) {
        if (hasGates()) {
            for (ResolvedShard shard : shards) {
                if (!isGated(shard)) {
                    return shard;
                }
            }
        }
        return shards.get(0);
    }

    /** Whether new statements for the shard have to wait. */
    public boolean isGated(ResolvedShard shard) {
        return shard.type() == TabletType.PRIMARY
                && topology.findGate(shard.keyspace())
                        .filter(gate ->
                                gate.range().intersect(shard.shard().range()).isPresent())
                        .isPresent();
    }

    /** Whether the cell sends writes to the shard. */
    public boolean servesWrites(ResolvedShard shard, String cell) {
        ServedShards primaries = served.get(new ServedKey(shard.keyspace(), TabletType.PRIMARY, cell));
        return primaries != null
                && primaries.all().stream().anyMatch(serving -> serving.shard().equals(shard.shard()));
    }

    /**
     * Where a destination is, for queries that the target leaves to VSchema and vindexes.
     *
     * @return shards in key order, each once; empty only for a destination that is nowhere
     */
    public List<ResolvedShard> resolve(String keyspace, TabletType type, String cell, Destination destination) {
        return served(keyspace, type, cell).resolve(destination);
    }

    /**
     * The shards that a target names itself.
     *
     * @return in key order; all serving shards for a target that names no part
     * @throws io.shardgate.vschema.error.SqlErrorException NO_DATABASE_SELECTED, UNKNOWN_DATABASE, SHARD_NOT_FOUND,
     *     NO_SERVED_SHARDS, or WRONG_TARGET if its range cuts through a shard or its tablet is not there
     */
    public List<ResolvedShard> resolve(Target target, String cell) {
        String keyspace = target.findKeyspace().orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
        if (target.part() instanceof Target.OneShard one) {
            return List.of(onTablet(target, shard(keyspace, one.shard(), target.type())));
        }
        ServedShards shards = served(keyspace, target.type(), cell);
        if (target.part() instanceof Target.Owner owner) {
            return List.of(shards.at(owner.id()));
        }
        if (target.part() instanceof Target.Shards range) {
            List<ResolvedShard> exactly = shards.exactly(range.range());
            if (exactly.isEmpty()) {
                throw SqlError.WRONG_TARGET.exception(
                        target,
                        "the key range " + range.range() + " is not made up of whole shards; the shards are "
                                + shards.all().stream()
                                        .map(shard -> shard.shard().name())
                                        .toList());
            }
            return exactly;
        }
        return shards.all();
    }

    /**
     * Checks a target when a session chooses it, so that a misspelt name is an error at once.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException as {@link #resolve(Target, String)}; a keyspace that exists and
     *     serves nothing yet is accepted
     */
    public void check(Target target, String cell) {
        Optional<String> keyspace = target.findKeyspace();
        if (keyspace.isEmpty()) {
            return;
        }
        requireKeyspace(keyspace.get());
        if (target.bypassesVSchema()) {
            resolve(target, cell);
        }
    }

    private ResolvedShard onTablet(Target target, ResolvedShard shard) {
        if (target.tablet() == null) {
            return shard;
        }
        return new ResolvedShard(
                shard.keyspace(),
                shard.shard(),
                shard.type(),
                List.of(shard.tablets().stream()
                        .filter(tablet -> tablet.alias().equals(target.tablet()))
                        .findFirst()
                        .orElseThrow(() -> SqlError.WRONG_TARGET.exception(
                                target,
                                "tablet " + target.tablet() + " is not a "
                                        + target.type().targetWord() + " of " + shard.path()))));
    }

    private void requireKeyspace(String keyspace) {
        if (!hasKeyspace(keyspace)) {
            throw SqlError.UNKNOWN_DATABASE.exception(keyspace);
        }
    }

    @Override
    public String toString() {
        return "snapshot of " + topology + ", planning version " + planningVersion;
    }
}
