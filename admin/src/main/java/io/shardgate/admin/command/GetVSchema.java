package io.shardgate.admin.command;

import io.shardgate.serving.repository.TopologyView;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.model.KeyspaceDefinition;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Shows a keyspace's VSchema, as ApplyVSchema takes it. */
@CommandLine.Command(name = "GetVSchema", description = "Shows a keyspace's VSchema as JSON.")
final class GetVSchema implements Command {

    @Parameters(paramLabel = "<keyspace>")
    private String keyspace = "";

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        TopologyView view = control.repository().read();
        ControlPlane.requireKeyspace(view.topology(), keyspace);
        KeyspaceDefinition definition = view.vschema().keyspaces().getOrDefault(keyspace, KeyspaceDefinition.EMPTY);
        out.line(VSchemaJson.write(definition).stripTrailing());
    }
}
