package io.shardgate.serving.repository;

import io.shardgate.serving.store.ChangeBatch;
import io.shardgate.serving.store.Listing;
import io.shardgate.serving.store.StoredValue;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.TabletAlias;
import io.shardgate.vschema.json.Reading;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.key.ShardName;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.VSchemaDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Turns keys and values into the topology, reading only what has changed. Confined to one thread. */
public final class TopologyDecoder {

    private ServingTopology topology = ServingTopology.EMPTY;
    private final Map<String, KeyspaceDefinition> vschemas = new TreeMap<>();
    private RoutingRules routingRules = RoutingRules.NONE;
    private final Map<String, String> problems = new TreeMap<>();
    private ServingTopology.Delta delta = topology.change();

    /** The topology in a listing of the whole store. */
    public static TopologyDecoder of(Listing listing) {
        TopologyDecoder decoder = new TopologyDecoder();
        for (StoredValue stored : listing.values()) {
            decoder.read(stored);
        }
        decoder.finish(listing.revision());
        return decoder;
    }

    /** Takes in a write; false if it has nothing to do with the topology. */
    public boolean apply(ChangeBatch batch) {
        boolean isOurs = false;
        for (ChangeBatch.Changed changed : batch.changes()) {
            isOurs |= changed instanceof ChangeBatch.Set set ? read(set.stored()) : remove(changed.key());
        }
        if (isOurs) {
            finish(batch.revision());
        }
        return isOurs;
    }

    public TopologyView view() {
        // A keyspace without a VSchema of its own is there too, so that names without a keyspace can be resolved.
        Map<String, KeyspaceDefinition> all = new LinkedHashMap<>();
        for (Keyspace keyspace : topology.keyspaces()) {
            all.put(keyspace.name(), vschemas.getOrDefault(keyspace.name(), KeyspaceDefinition.EMPTY));
        }
        return new TopologyView(
                topology,
                new VSchemaDefinition(all, routingRules),
                problems.entrySet().stream()
                        .map(problem -> problem.getKey() + ": " + problem.getValue())
                        .toList());
    }

    private void finish(long revision) {
        topology = delta.build(revision);
        delta = topology.change();
    }

    private boolean read(StoredValue stored) {
        String key = stored.key();
        problems.remove(key);
        try {
            Optional<Slot> slot = findSlot(key);
            slot.ifPresent(found -> fill(key, found, stored.value()));
            return slot.isPresent();
        } catch (IllegalArgumentException e) {
            problems.put(key, "the key itself cannot be read: " + e.getMessage());
            return true;
        }
    }

    private void fill(String key, Slot slot, String json) {
        try {
            slot.read().accept(json);
        } catch (IllegalArgumentException e) {
            // What it said before is no longer true either.
            slot.remove().run();
            problems.put(key, String.valueOf(e.getMessage()));
        }
    }

    private boolean remove(String key) {
        problems.remove(key);
        try {
            Optional<Slot> slot = findSlot(key);
            slot.ifPresent(found -> found.remove().run());
            return slot.isPresent();
        } catch (IllegalArgumentException e) {
            // It was a problem when it was set, and is none any more.
            return true;
        }
    }

    /** What to do with the value of one key, and with its absence. */
    private record Slot(Consumer<String> read, Runnable remove) {}

    private Optional<Slot> findSlot(String key) {
        String[] path = key.split("/", -1);
        return switch (shape(path)) {
            case "routing_rules/RoutingRules" ->
                slot(
                        json -> routingRules = clean(VSchemaJson.read(json)).routingRules(),
                        () -> routingRules = RoutingRules.NONE);
            case "keyspaces/*/Keyspace" ->
                slot(json -> delta.put(TopologyJson.readKeyspace(path[1], json)), () -> delta.removeKeyspace(path[1]));
            case "keyspaces/*/VSchema" ->
                slot(
                        json -> vschemas.put(path[1], clean(VSchemaJson.readKeyspace(json))),
                        () -> vschemas.remove(path[1]));
            case "keyspaces/*/Gate" ->
                slot(json -> delta.put(TopologyJson.readGate(path[1], json)), () -> delta.removeGate(path[1]));
            case "keyspaces/*/shards/*/Shard" -> {
                ShardName shard = ShardName.parse(path[3]);
                yield slot(
                        json -> delta.put(TopologyJson.readShard(path[1], shard, json)),
                        () -> delta.removeShard(path[1], shard));
            }
            case "cells/*/CellInfo" ->
                slot(json -> delta.put(TopologyJson.readCell(path[1], json)), () -> delta.removeCell(path[1]));
            case "cells/*/tablets/*/Tablet" -> {
                TabletAlias alias = TabletAlias.parse(path[3]);
                yield slot(json -> delta.put(TopologyJson.readTablet(alias, json)), () -> delta.removeTablet(alias));
            }
            case "cells/*/keyspaces/*/SrvKeyspace" ->
                slot(
                        json -> delta.put(TopologyJson.readSrvKeyspace(path[3], path[1], json)),
                        () -> delta.removeSrvKeyspace(path[3], path[1]));
            default -> Optional.empty();
        };
    }

    /** The key with its names replaced by stars: every second segment from the second on, but the last. */
    private static String shape(String[] path) {
        StringBuilder shape = new StringBuilder(path[0]);
        for (int i = 1; i < path.length; i++) {
            boolean isName = i % 2 == 1 && i < path.length - 1;
            shape.append('/').append(isName ? "*" : path[i]);
        }
        return shape.toString();
    }

    private static Optional<Slot> slot(Consumer<String> read, Runnable remove) {
        return Optional.of(new Slot(read, remove));
    }

    private static <T> T clean(Reading<T> reading) {
        if (!reading.isClean()) {
            throw new IllegalArgumentException(
                    reading.problems().stream().map(Object::toString).collect(Collectors.joining("; ")));
        }
        return reading.value();
    }
}
