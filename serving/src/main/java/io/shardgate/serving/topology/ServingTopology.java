package io.shardgate.serving.topology;

import io.shardgate.vschema.key.ShardName;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the store says about where data is, at one revision. Immutable; all collections are in the order of their
 * names.
 */
public final class ServingTopology {

    public static final ServingTopology EMPTY = new Delta(null).build(0);

    private final long revision;
    private final Map<String, Cell> cells;
    private final Map<String, Keyspace> keyspaces;
    private final Map<String, Map<ShardName, Shard>> shards;
    private final Map<TabletAlias, Tablet> tablets;
    private final ServedTypes servedTypes;
    private final Map<String, Gate> gates;

    private ServingTopology(long revision, Delta delta) {
        this.revision = revision;
        this.cells = Collections.unmodifiableMap(new TreeMap<>(delta.cells));
        this.keyspaces = Collections.unmodifiableMap(new TreeMap<>(delta.keyspaces));
        Map<String, Map<ShardName, Shard>> byKeyspace = new TreeMap<>();
        delta.shards.forEach(
                (keyspace, named) -> byKeyspace.put(keyspace, Collections.unmodifiableMap(new TreeMap<>(named))));
        this.shards = Collections.unmodifiableMap(byKeyspace);
        this.tablets = Collections.unmodifiableMap(new TreeMap<>(delta.tablets));
        this.servedTypes = ServedTypes.of(delta.servedTypes.values());
        this.gates = Collections.unmodifiableMap(new TreeMap<>(delta.gates));
    }

    /** The revision of the store that this image shows. */
    public long revision() {
        return revision;
    }

    public Collection<Cell> cells() {
        return cells.values();
    }

    public Optional<Cell> findCell(String name) {
        return Optional.ofNullable(cells.get(name));
    }

    public Collection<Keyspace> keyspaces() {
        return keyspaces.values();
    }

    public Optional<Keyspace> findKeyspace(String name) {
        return Optional.ofNullable(keyspaces.get(name));
    }

    /** In key order; shards that overlap stand beside each other. */
    public Collection<Shard> shards(String keyspace) {
        return shards.getOrDefault(keyspace, Map.of()).values();
    }

    public Optional<Shard> findShard(String keyspace, ShardName name) {
        return Optional.ofNullable(shards.getOrDefault(keyspace, Map.of()).get(name));
    }

    public Collection<Tablet> tablets() {
        return tablets.values();
    }

    public Optional<Tablet> findTablet(TabletAlias alias) {
        return Optional.ofNullable(tablets.get(alias));
    }

    /** All tablets of a shard, of any type. */
    public List<Tablet> tablets(String keyspace, ShardName shard) {
        return tablets.values().stream()
                .filter(tablet ->
                        tablet.keyspace().equals(keyspace) && tablet.shard().equals(shard))
                .toList();
    }

    /**
     * The tablets to which queries for a shard and type can go, healthy or not. For the primary that is the one that the
     * shard names, whatever a tablet says of itself: a server that came back after a reparent may still say primary.
     */
    public List<Tablet> tablets(String keyspace, ShardName shard, TabletType type) {
        if (type != TabletType.PRIMARY) {
            return tablets(keyspace, shard).stream()
                    .filter(tablet -> tablet.type() == type && !isPrimary(tablet))
                    .toList();
        }
        return findPrimary(keyspace, shard).map(List::of).orElse(List.of());
    }

    public Optional<Tablet> findPrimary(String keyspace, ShardName shard) {
        return findShard(keyspace, shard).map(Shard::primary).flatMap(this::findTablet);
    }

    /** Whether its shard names this tablet as the primary. */
    public boolean isPrimary(Tablet tablet) {
        return findShard(tablet.keyspace(), tablet.shard())
                .filter(shard -> tablet.alias().equals(shard.primary()))
                .isPresent();
    }

    public ServedTypes servedTypes() {
        return servedTypes;
    }

    /** The gates that are closed. */
    public Collection<Gate> gates() {
        return gates.values();
    }

    /** The keyspace's gate, if it is closed. */
    public Optional<Gate> findGate(String keyspace) {
        return Optional.ofNullable(gates.get(keyspace));
    }

    /** A delta that starts from this image. */
    public Delta change() {
        return new Delta(this);
    }

    /** Whether the images say the same, at whatever revisions. */
    public boolean saysTheSameAs(ServingTopology other) {
        return cells.equals(other.cells)
                && keyspaces.equals(other.keyspaces)
                && shards.equals(other.shards)
                && tablets.equals(other.tablets)
                && servedTypes.equals(other.servedTypes)
                && gates.equals(other.gates);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServingTopology topology && revision == topology.revision && saysTheSameAs(topology);
    }

    @Override
    public int hashCode() {
        return Objects.hash(revision, cells, keyspaces, shards, tablets, servedTypes, gates);
    }

    @Override
    public String toString() {
        return "topology at revision " + revision + ": " + keyspaces.keySet() + ", " + tablets.keySet();
    }

    /** Collects changes to an image. Confined to one thread. */
    public static final class Delta {

        private final Map<String, Cell> cells = new TreeMap<>();
        private final Map<String, Keyspace> keyspaces = new TreeMap<>();
        private final Map<String, Map<ShardName, Shard>> shards = new TreeMap<>();
        private final Map<TabletAlias, Tablet> tablets = new TreeMap<>();
        private final Map<String, SrvKeyspace> servedTypes = new TreeMap<>();
        private final Map<String, Gate> gates = new TreeMap<>();

        private Delta(@Nullable ServingTopology from) {
            if (from != null) {
                cells.putAll(from.cells);
                keyspaces.putAll(from.keyspaces);
                from.shards.forEach((keyspace, named) -> shards.put(keyspace, new TreeMap<>(named)));
                tablets.putAll(from.tablets);
                from.servedTypes.all().forEach(this::put);
                gates.putAll(from.gates);
            }
        }

        public Delta put(Cell cell) {
            cells.put(cell.name(), cell);
            return this;
        }

        public Delta put(Keyspace keyspace) {
            keyspaces.put(keyspace.name(), keyspace);
            return this;
        }

        public Delta put(Shard shard) {
            shards.computeIfAbsent(shard.keyspace(), keyspace -> new TreeMap<>())
                    .put(shard.name(), shard);
            return this;
        }

        public Delta put(Tablet tablet) {
            tablets.put(tablet.alias(), tablet);
            return this;
        }

        public Delta put(SrvKeyspace srv) {
            servedTypes.put(key(srv.keyspace(), srv.cell()), srv);
            return this;
        }

        public Delta put(Gate gate) {
            gates.put(gate.keyspace(), gate);
            return this;
        }

        public Delta removeGate(String keyspace) {
            gates.remove(keyspace);
            return this;
        }

        public Delta removeCell(String name) {
            cells.remove(name);
            return this;
        }

        public Delta removeKeyspace(String name) {
            keyspaces.remove(name);
            return this;
        }

        public Delta removeShard(String keyspace, ShardName name) {
            shards.getOrDefault(keyspace, new TreeMap<>()).remove(name);
            return this;
        }

        public Delta removeTablet(TabletAlias alias) {
            tablets.remove(alias);
            return this;
        }

        public Delta removeSrvKeyspace(String keyspace, String cell) {
            servedTypes.remove(key(keyspace, cell));
            return this;
        }

        /** The image that results, shown at the given revision. */
        public ServingTopology build(long revision) {
            return new ServingTopology(revision, this);
        }

        private static String key(String keyspace, String cell) {
            return keyspace + "/" + cell;
        }
    }
}
