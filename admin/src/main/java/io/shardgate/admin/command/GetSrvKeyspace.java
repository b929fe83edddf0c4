package io.shardgate.admin.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.SrvKeyspace;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Shows which shards serve a keyspace in a cell, by tablet type. */
@CommandLine.Command(
        name = "GetSrvKeyspace",
        description = "Shows, as JSON, which shards serve a keyspace in a cell, by tablet type.")
final class GetSrvKeyspace implements Command {

    @Parameters(index = "0", paramLabel = "<cell>")
    private String cell = "";

    @Parameters(index = "1", paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        ControlPlane.requireCell(topology, cell);
        ControlPlane.requireKeyspace(topology, keyspace);
        SrvKeyspace srv =
                topology.servedTypes().find(keyspace, cell).orElseGet(() -> new SrvKeyspace(keyspace, cell, List.of()));
        ObjectNode json = Json.object();
        ArrayNode partitions = json.putArray("partitions");
        srv.partitions().forEach(partition -> {
            ObjectNode entry = partitions.addObject();
            entry.put("served_type", partition.type().printed().toUpperCase(Locale.ROOT));
            ArrayNode shards = entry.putArray("shard_references");
            partition
                    .shards()
                    .forEach(shard -> shards.addObject()
                            .put("name", shard.name())
                            .put("key_range", shard.range().toString()));
            ArrayNode controls = entry.putArray("shard_tablet_controls");
            partition
                    .disabled()
                    .forEach(shard ->
                            controls.addObject().put("name", shard.name()).put("query_service_disabled", true));
        });
        out.line(Json.print(json));
    }
}
