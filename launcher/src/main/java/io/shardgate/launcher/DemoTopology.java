package io.shardgate.launcher;

import io.shardgate.admin.http.AdminServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the demo's keyspaces, shards and tablets by the same commands that an operator would give. */
final class DemoTopology {

    /** The keyspaces that have a VSchema from the start, and the file of each. */
    private static final Map<String, String> VSCHEMAS = vschemas();

    private final AdminServer admin;

    private DemoTopology(AdminServer admin) {
        this.admin = admin;
    }

    private static Map<String, String> vschemas() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("commerce", "commerce_unsharded.json");
        files.put("customer", "customer_sharded.json");
        return files;
    }

    static void create(List<DemoServers.Place> places, AdminServer admin, Path home) throws IOException {
        new DemoTopology(admin).create(places, home);
    }

    private void create(List<DemoServers.Place> places, Path home) throws IOException {
        for (DemoServers.Place place : places) {
            admin.commands()
                    .require(
                            "InitTablet",
                            "-parent",
                            "-keyspace",
                            place.keyspace(),
                            "-shard",
                            place.shard(),
                            "-hostname",
                            place.server().host(),
                            "-mysql_port",
                            Integer.toString(place.server().port()),
                            place.alias(),
                            place.type());
        }
        for (String shard : DemoServers.shardPaths()) {
            admin.commands().require("InitShardMaster", "-force", shard, DemoServers.masterOf(shard));
        }
        for (Map.Entry<String, String> vschema : VSCHEMAS.entrySet()) {
            Path file = home.resolve("conf/vschema").resolve(vschema.getValue());
            admin.commands()
                    .require(
                            "ApplyVSchema",
                            "-vschema",
                            Files.readString(file, StandardCharsets.UTF_8),
                            vschema.getKey());
        }
    }
}
