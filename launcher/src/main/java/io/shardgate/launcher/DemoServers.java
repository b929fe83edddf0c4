package io.shardgate.launcher;

import io.shardgate.local.LocalServer;
import io.shardgate.local.LocalServers;
import io.shardgate.local.ServerOptions;
import io.shardgate.local.ServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The demo's database servers: a master, a replica and an rdonly server for each shard. */
final class DemoServers {

    /** One server's place. */
    record Place(String keyspace, String shard, String alias, String type, LocalServer server) {}

    /** Enough for the stack that a crashed server prints. */
    private static final int LOG_LINES = 60;

    private static final String CELL = "zone1";
    private static final List<String> TYPES = List.of("replica", "replica", "rdonly");

    /** The shards, each with the number of its first tablet. */
    private static final Map<String, Integer> SHARDS = shards();

    private DemoServers() {}

    private static Map<String, Integer> shards() {
        Map<String, Integer> shards = new LinkedHashMap<>();
        shards.put("commerce/0", 100);
        shards.put("customer/-80", 300);
        shards.put("customer/80-", 400);
        shards.put("test_keyspace/0", 500);
        return shards;
    }

    /** The keyspaces and shards, as {@code keyspace/shard}. */
    static List<String> shardPaths() {
        return List.copyOf(SHARDS.keySet());
    }

    /** The tablet that becomes a shard's master. */
    static String masterOf(String shardPath) {
        Integer first = SHARDS.get(shardPath);
        if (first == null) {
            throw new IllegalArgumentException("the demo has no shard " + shardPath);
        }
        return CELL + "-" + first;
    }

    /** Starts them all. */
    static List<Place> start(LocalServers servers) {
        List<ServerRequest> requests = new ArrayList<>();
        SHARDS.forEach((path, first) -> {
            for (int i = 0; i < TYPES.size(); i++) {
                requests.add(ServerRequest.temporary(CELL + "-" + (first + i), ServerOptions.defaults()));
            }
        });
        List<LocalServer> started = servers.startAll(requests);
        List<Place> places = new ArrayList<>();
        SHARDS.forEach((path, first) -> {
            int slash = path.indexOf('/');
            for (int i = 0; i < TYPES.size(); i++) {
                places.add(new Place(
                        path.substring(0, slash),
                        path.substring(slash + 1),
                        CELL + "-" + (first + i),
                        TYPES.get(i),
                        started.get(places.size())));
            }
        });
        return places;
    }

    /** What the servers that have died by themselves said last; empty if none has. */
    static String obituaries(List<Place> places) {
        var text = new StringBuilder();
        for (Place place : places) {
            if (!place.server().isAlive()) {
                text.append("\nThe server of ")
                        .append(place.alias())
                        .append(" has ended by itself. The end of its log:\n");
                lastLines(place.server().log())
                        .forEach(line -> text.append("  ").append(line).append('\n'));
            }
        }
        return text.toString();
    }

    private static List<String> lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        } catch (IOException e) {
            return List.of("(" + log + " cannot be read: " + e.getMessage() + ")");
        }
    }
}
