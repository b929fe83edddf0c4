package io.shardgate.serving.topology;

import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.key.Sharding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** For each keyspace, cell and tablet type: which shards cover the keyspace now. */
public final class ServedTypes {

    public static final ServedTypes EMPTY = new ServedTypes(List.of());

    private final Map<String, Map<String, SrvKeyspace>> byKeyspaceAndCell;

    private ServedTypes(Collection<SrvKeyspace> all) {
        Map<String, Map<String, SrvKeyspace>> sorted = new TreeMap<>();
        for (SrvKeyspace srv : all) {
            sorted.computeIfAbsent(srv.keyspace(), keyspace -> new TreeMap<>()).put(srv.cell(), srv);
        }
        sorted.replaceAll((keyspace, cells) -> Collections.unmodifiableMap(cells));
        this.byKeyspaceAndCell = Collections.unmodifiableMap(sorted);
    }

    public static ServedTypes of(Collection<SrvKeyspace> all) {
        return new ServedTypes(all);
    }

    /** Everything, by keyspace, then by cell. */
    public List<SrvKeyspace> all() {
        return byKeyspaceAndCell.values().stream()
                .flatMap(cells -> cells.values().stream())
                .toList();
    }

    public Optional<SrvKeyspace> find(String keyspace, String cell) {
        return Optional.ofNullable(cells(keyspace).get(cell));
    }

    public Optional<ServedPartition> findPartition(String keyspace, TabletType type, String cell) {
        return find(keyspace, cell).flatMap(srv -> srv.findPartition(type));
    }

    /** What a keyspace serves, by cell, in the order of the cells. */
    public Map<String, SrvKeyspace> cells(String keyspace) {
        return byKeyspaceAndCell.getOrDefault(keyspace, Map.of());
    }

    /** Where a shard is named as serving, by tablet type; empty when nothing routes to it. */
    public Map<TabletType, List<String>> cellsServing(String keyspace, ShardName shard) {
        Map<TabletType, List<String>> found = new LinkedHashMap<>();
        for (TabletType type : TabletType.values()) {
            List<String> cells = new ArrayList<>();
            for (SrvKeyspace srv : cells(keyspace).values()) {
                if (srv.findPartition(type)
                        .filter(partition -> partition.shards().contains(shard))
                        .isPresent()) {
                    cells.add(srv.cell());
                }
            }
            if (!cells.isEmpty()) {
                found.put(type, List.copyOf(cells));
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /**
     * What a keyspace should serve in a cell by its shards alone: for each type those whose primary serves, provided that
     * they cover the keyspace; nothing for a keyspace that is not complete yet.
     *
     * <p>Types that were already given a partition keep it, so that a rebuild never undoes a migration.
     */
    public SrvKeyspace rebuilt(String keyspace, String cell, Collection<Shard> shards) {
        SrvKeyspace result = find(keyspace, cell).orElseGet(() -> new SrvKeyspace(keyspace, cell, List.of()));
        List<ShardName> serving =
                shards.stream().filter(Shard::isPrimaryServing).map(Shard::name).toList();
        if (Sharding.findTilingProblem(serving.stream().map(ShardName::range).toList())
                .isPresent()) {
            return result;
        }
        for (TabletType type : List.of(TabletType.PRIMARY, TabletType.REPLICA, TabletType.RDONLY)) {
            if (result.findPartition(type).isEmpty()) {
                result = result.with(new ServedPartition(type, serving, List.of()));
            }
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServedTypes types && byKeyspaceAndCell.equals(types.byKeyspaceAndCell);
    }

    @Override
    public int hashCode() {
        return byKeyspaceAndCell.hashCode();
    }

    @Override
    public String toString() {
        return byKeyspaceAndCell.toString();
    }
}
