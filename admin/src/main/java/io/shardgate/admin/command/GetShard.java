package io.shardgate.admin.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.topology.ServingTopology;
import io.shardgate.serving.topology.Shard;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Shows one shard. */
@CommandLine.Command(name = "GetShard", description = "Shows a shard as JSON.")
final class GetShard implements Command {

    @Parameters(paramLabel = "<keyspace/shard>")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private ShardPath path;

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        ServingTopology topology = control.topology();
        Shard shard = ControlPlane.requireShard(topology, path);
        ObjectNode json = Json.object()
                .put("keyspace", shard.keyspace())
                .put("shard", shard.name().name());
        json.put("key_range", shard.keyRange().toString());
        json.put(
                "primary_alias",
                shard.primary() == null ? null : shard.primary().toString());
        json.put("is_primary_serving", shard.isPrimaryServing());
        ObjectNode serving = json.putObject("serving_cells");
        topology.servedTypes().cellsServing(shard.keyspace(), shard.name()).forEach((type, cells) -> {
            ArrayNode names = serving.putArray(type.printed());
            cells.forEach(names::add);
        });
        ArrayNode sources = json.putArray("source_shards");
        shard.sources().forEach(source -> {
            ObjectNode entry = sources.addObject();
            entry.put("uid", source.uid()).put("keyspace", source.keyspace());
            entry.put("shard", source.shard().name())
                    .put("key_range", source.keyRange().toString());
            ArrayNode tables = entry.putArray("tables");
            source.tables().forEach(tables::add);
        });
        out.line(Json.print(json));
    }
}
