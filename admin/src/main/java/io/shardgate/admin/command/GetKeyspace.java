package io.shardgate.admin.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardgate.serving.repository.TopologyView;
import io.shardgate.vschema.model.KeyspaceDefinition;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Shows one keyspace. */
@CommandLine.Command(name = "GetKeyspace", description = "Shows a keyspace and its shards as JSON.")
final class GetKeyspace implements Command {

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        TopologyView view = control.repository().read();
        ControlPlane.requireKeyspace(view.topology(), keyspace);
        ObjectNode json = Json.object().put("name", keyspace);
        json.put(
                "sharded",
                view.vschema()
                        .keyspaces()
                        .getOrDefault(keyspace, KeyspaceDefinition.EMPTY)
                        .sharded());
        var shards = json.putArray("shards");
        view.topology()
                .shards(keyspace)
                .forEach(shard -> shards.add(shard.name().name()));
        out.line(Json.print(json));
    }
}
